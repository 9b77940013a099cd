# forwarded-dr: a check along the way of clients sees that the VIP is missing on a real server, and cleans up after itself
network lan
machine client   lan 192.168.3.10/24
machine director lan 192.168.3.1/24,192.168.3.108/32
machine server1  lan 192.168.3.2/24
machine server2  lan 192.168.3.3/24
for server in server1 server2; do
  on $server sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
  on $server ip address add 192.168.3.108/32 dev lo
  web $server
done

# virtual_server PATH [GLOBAL]
virtual_server() {
  configuration <<END
global_defs {
    check_marks 0x700-0x7ff
    ${2:-}
}
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo rr
    lb_kind DR
    protocol TCP
    retry 0
    connect_timeout 1
    check_path $1
    real_server 192.168.3.2 80 {
        HTTP_GET {
            url {
                path /
                status_code 200
            }
            retry 0
        }
    }
    real_server 192.168.3.3 80 {
        TCP_CHECK {
        }
    }
}
END
}
# services: the virtual servers of the kernel, without those of checks, and what of clients' is there.
served() { table | awk '$1 == "FWM" { skip = 1 } $1 == "TCP" { skip = 0 } !skip'; }
check_services() { table | grep -c '^FWM'; }
serve() { is "$(served | grep -o '192.168.3.[23]:80' | xargs)" "$*"; }
accepts() { on director cat /proc/sys/net/ipv4/conf/eth0/accept_local; }

virtual_server both
start_directord
within 15 "it says what the kernel drops" says director "net.ipv4.conf.eth0.accept_local"
expect "and takes nobody for dead" not says director "is down"
virtual_server both check_accept_local
reload
within 15 "both serve once their answers are let in" serve 192.168.3.2:80 192.168.3.3:80
expect "accept_local is set" is "$(accepts)" 1
expect "each has a service for its checks" is "$(check_services)" 2
expect "which no status shows" is "$(status --json | jq '.status.virtualServers | length')" 1
expect "the requests are shared" \
  is "$(answered_by client http://192.168.3.108/ 6)" "server1 3 server2 3"

on server2 ip address del 192.168.3.108/32 dev lo
within 15 "the one without the VIP is out" serve 192.168.3.2:80
expect "and the reason says why" grep -F \
  "answers at its own address, but not through direct routing: the VIP 192.168.3.108 is probably missing on its loopback" \
  <(reason 192.168.3.3:80)
on server2 ip address add 192.168.3.108/32 dev lo
within 15 "it is back with its VIP" serve 192.168.3.2:80 192.168.3.3:80

on director ipvsadm -D -f "$(table | awk '$1 == "FWM" { print $2; exit }')"
within 40 "what somebody removed is there again" eval '[[ $(check_services) == 2 ]]'
within 15 "and both serve" serve 192.168.3.2:80 192.168.3.3:80
expect "nobody was taken for dead" not says director "connection refused"

finish director KILL || true
expect "what a killed one leaves is there" is "$(check_services)" 2
virtual_server forwarded check_accept_local
start_directord
within 15 "the next one goes on with it" serve 192.168.3.2:80 192.168.3.3:80
expect "and with the same marks" is "$(check_services)" 2
dies server1
within 15 "a dead one is out" serve 192.168.3.3:80
finish director KILL || true
rm -rf /run/director/state
virtual_server direct
start_directord
within 15 "services for checks that nobody makes are removed, though nothing tells of them" \
  eval '[[ $(check_services) == 0 ]]'

on director sysctl -qw net.ipv4.conf.eth0.accept_local=0
virtual_server both check_accept_local
reload
within 15 "a reload makes them" eval '[[ $(check_services) == 2 ]]'
finish director
expect "at the end nothing is left" is "$(table)" ""
expect "neither is the setting" is "$(accepts)" 0
