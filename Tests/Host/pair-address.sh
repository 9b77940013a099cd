# The master's own address blinks: its farewell goes out from the last one, over IPv4 and IPv6
network lan
machine lb1 lan 192.0.2.1/24,fe80::1/64
machine lb2 lan 192.0.2.2/24,fe80::2/64
machine client lan 192.0.2.10/24,fd00:2::10/64
# directors PRIORITY: a file with a router of each family.
directors() {
  cat <<END
vrrp_instance four {
    interface eth0
    virtual_router_id 51
    advert_int 1
    priority $1
    virtual_ipaddress {
        192.0.2.100/32
    }
}
vrrp_instance six {
    interface eth0
    virtual_router_id 52
    version 3
    advert_int 1
    priority $1
    virtual_ipaddress {
        fe80::100/64
        fd00:2::100/64
    }
}
END
}
# The kernel's own link-local address would serve too.
own=$(ip -n lb1 -6 -o address show dev eth0 scope link | awk '$4 != "fe80::1/64" { print $4; exit }')
[[ ! $own ]] || ip -n lb1 address del "$own" dev eth0
as lb1 directors 150 | as lb1 configuration
as lb2 directors 200 | sed 's/priority 200/priority 140/' | as lb2 configuration
pair_starts four
within 10 "over IPv6 too" as lb1 stands six master
# blinks INSTANCE VIP ADDRESS: the address goes for 0.3 s.
blinks() {
  begin wire client tcpdump -i eth0 -n -l -U "proto 112 or ip6 proto 112"
  within 5 "tcpdump listens" says wire "listening on"
  watch client "$2"
  ip -n lb1 address del "$3" dev eth0
  sleep 0.3
  ip -n lb1 address add "$3" dev eth0 $4
  within 10 "$1: the other takes over" as lb2 holds "$2"
  within 5 "after a farewell" says wire "prio 0"
  within 10 "and gives it back" as lb1 stands "$1" master
  within 3 "whole" not as lb2 holds "$2"
  # A skew of 0.45 s after the farewell; without it, three seconds more.
  misses 650
  finish wire || true
  : > "$work/wire.log"
}
blinks four 192.0.2.100 192.0.2.1/24 ""
blinks six fd00:2::100 fe80::1/64 nodad
