# net_namespace: directord, started elsewhere, holds its addresses and makes its checks in the namespace that its file names
network lan
machine elsewhere
machine lb lan 192.0.2.1/24
machine server1 lan 192.0.2.2/24
web server1
# file NAMESPACE [LINE]
file() {
  cat > "$work/lb.conf" <<END
net_namespace $1
${2-}
vrrp_instance one {
    interface eth0
    virtual_router_id 51
    version 3
    advert_int 0.1
    virtual_ipaddress {
        192.0.2.100/24
    }
}
virtual_server 192.0.2.100 80 {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 192.0.2.2 80 {
        TCP_CHECK {
        }
    }
}
END
}
director=lb
mkdir -p /run/lb/runtime /run/lb/state
launch_elsewhere() {
  begin lb elsewhere "$LAB_BUILD/directord" --config "$work/lb.conf" --runtime-directory /run/lb/runtime \
    --state-directory /run/lb/state "$@"
}
file nowhere
launch_elsewhere --shadow
expect "a namespace that is not there is an error" not finish lb CONT
expect "it says which, and what to do" says lb "'ip netns add nowhere' makes it"

file lb
launch_elsewhere --shadow
within 15 "directord answers" status
within 15 "a check is made in the namespace" is_up 192.0.2.2:80
holds() { grep -q 192.0.2.100 <<< "$(on "$1" ip -o addr)"; }
file lb "net_namespace_ipvs elsewhere"
reload
within 10 "a reload that would move it is refused" is_refused
expect "it says so" says lb "restart directord"
file lb
finish lb

# The addresses need no table: the virtual server is taken away.
sed -i '/^virtual_server/,$d' "$work/lb.conf"
launch_elsewhere
within 15 "the address stands in the namespace" holds lb
expect "it does not stand where directord was started" not holds elsewhere
expect "it ends" finish lb
expect "the address is gone with it" not holds lb
