# BFD with BIRD as the neighbour, over IPv4 and IPv6: a neighbour that is lost is a fault within its time
network lan
machine director lan 192.0.2.1/24,2001:db8::1/64
machine peer lan 192.0.2.2/24,2001:db8::2/64

# bird: the neighbour, which speaks every 50 ms and forgives two.
cat > "$work/bird.conf" << "CONF"
log stderr all;
router id 192.0.2.2;
protocol device { }
protocol bfd {
  interface "eth0" { min rx interval 50 ms; min tx interval 50 ms; idle tx interval 1 s; multiplier 3; };
  neighbor 192.0.2.1 dev "eth0" local 192.0.2.2;
  neighbor 2001:db8::1 dev "eth0" local 2001:db8::2;
}
CONF
bird() { begin bird peer bird -f -c "$work/bird.conf" -s "$work/bird.ctl" -P "$work/bird.pid"; }
# sessions: what BIRD says of its sessions, as "192.0.2.1 Up".
sessions() { on peer birdc -s "$work/bird.ctl" show bfd sessions | awk '/eth0/ { print $1, $3 }' | sort; }
both() { is "$(sessions)" "$(printf '%s\n' "192.0.2.1 $1" "2001:db8::1 $1" | sort)"; }

configuration << "CONF"
bfd_instance four {
    neighbor_ip 192.0.2.2
    min_rx 50
    min_tx 50
    multiplier 3
}
bfd_instance six {
    neighbor_ip 2001:db8::2
    source_ip 2001:db8::1
    min_rx 50
    min_tx 50
    multiplier 3
    hoplimit 255
    weight -20
}
vrrp_instance one {
    interface eth0
    virtual_router_id 51
    version 3
    advert_int 0.1
    virtual_ipaddress {
        192.0.2.100/24
    }
    track_bfd {
        four
        six
    }
}
CONF
begin wire peer tcpdump -i eth0 -n -vvv -l -U "udp port 3784"
within 5 "tcpdump listens" says wire "listening on"
start_directord
within 3 "without its neighbour it is in fault" stands one fault
bird
within 8 "both sessions are up" both Up
within 5 "it is master" stands one master
expect "with its whole priority" is "$(status --json | jq '.status.election.instances[0].effectivePriority')" 100
expect "TTL 255" grep -q "tos 0xc0, ttl 255,.*proto UDP" "$work/wire.log"
expect "no complaint of tcpdump's" not grep -iE 'malformed|invalid' "$work/wire.log"

# The cable is cut: nobody says anything any more.
ip link set peer.0 nomaster
within 2 "the fault is seen" stands one fault
expect "the log says why" says director "bfd_instance four is down: nothing was heard in time"
ip link set peer.0 master lan
within 8 "it comes back" stands one master

# The neighbour's routing daemon is told to stop.
on peer birdc -s "$work/bird.ctl" disable all > /dev/null
within 3 "a neighbour that stops is a fault" stands one fault
on peer birdc -s "$work/bird.ctl" enable all > /dev/null
within 8 "both are up again" both Up

expect "the end is told" finish director TERM
within 3 "to the neighbour too" not both Up
