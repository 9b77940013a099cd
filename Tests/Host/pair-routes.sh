# Routes and rules go with the master, stand as long as it runs, are put back, and nothing of a killed one stays
network lan
machine lb1 lan 192.0.2.1/24,2001:db8::1/64,fe80::1/64
machine lb2 lan 192.0.2.2/24,2001:db8::2/64,fe80::2/64

# directors PRIORITY [EXTRA]: a file with routes and rules of both kinds.
directors() {
  cat <<END
static_ipaddress {
    192.0.2.${1:0:2}/24 dev eth0
}
static_routes {
    10.1.0.0/16 via 192.0.2.9 dev eth0
}
static_rules {
    from 10.1.0.0/16 table 101 priority 201
}
vrrp_instance four {
    interface eth0
    virtual_router_id 51
    version 3
    promote_secondaries
    advert_int 0.2
    priority $1
    virtual_ipaddress {
        192.0.2.100/24
    }
    virtual_routes {
        10.2.0.0/16 via 192.0.2.9 dev eth0 src 192.0.2.100
        10.4.0.0/16 via 192.0.2.9 dev eth0 mtu lock 1400 advmss 1360 initcwnd 20 quickack 1
        blackhole 10.3.0.0/16 table 102
        ${2:-}
    }
    virtual_rules {
        from 192.0.2.100 table 102 priority 202
        from 192.0.2.100 table 102 priority 204 ipproto tcp dport 8000-8080 uidrange 5-9
        from all table main priority 205 suppress_prefixlength 0
    }
}
vrrp_instance six {
    interface eth0
    virtual_router_id 52
    advert_int 0.2
    priority $1
    virtual_ipaddress {
        fe80::100/64
        2001:db8::100/64
    }
    virtual_routes {
        2001:db8:2::/48 via 2001:db8::9 dev eth0
    }
    virtual_rules {
        from 2001:db8::100 table 102 priority 203
    }
}
END
}
routes() { ip -n "$director" route show table all proto 112; ip -n "$director" -6 route show table all proto 112; }
rules() { ip -n "$director" rule; ip -n "$director" -6 rule; }
routed() { routes | grep -- "$1" > /dev/null; }
ruled() { rules | grep -- "$1" > /dev/null; }

promotes() { on "$director" cat /proc/sys/net/ipv4/conf/eth0/promote_secondaries; }

for machine in lb1 lb2; do on $machine busybox sysctl -qw net.ipv4.conf.eth0.promote_secondaries=0; done
as lb1 directors 150 | as lb1 configuration
as lb2 directors 100 | as lb2 configuration
as lb1 start_directord
within 10 "the first one is master" as lb1 stands four master
within 10 "over IPv6 too" as lb1 stands six master
as lb2 start_directord
within 10 "the other is its backup" as lb2 stands four backup
within 5 "the master has its route" as lb1 routed '10.2.0.0/16 via 192.0.2.9 dev eth0.*src 192.0.2.100'
within 5 "in another table too" as lb1 routed 'blackhole 10.3.0.0/16 table 102'
within 5 "over IPv6 too" as lb1 routed '2001:db8:2::/48 via 2001:db8::9'
within 5 "with what TCP is told of its path" \
  as lb1 routed '10.4.0.0/16 via 192.0.2.9 dev eth0 .*mtu lock 1400 advmss 1360 initcwnd 20 quickack 1'
expect "a rule for ports and users" as lb1 ruled '204:.*from 192.0.2.100 ipproto tcp dport 8000-8080 uidrange 5-9 lookup 102\|204:.*from 192.0.2.100 uidrange 5-9 ipproto tcp dport 8000-8080 lookup 102'
expect "and one that leaves the default route out" as lb1 ruled '205:.*lookup main suppress_prefixlength 0'
throughout 2 "and they are seen to stand" not says lb1 "somebody else"
expect "it has the rule" as lb1 ruled '202:.*from 192.0.2.100 lookup 102'
expect "over IPv6 too" as lb1 ruled '203:.*from 2001:db8::100 lookup 102'
expect "the backup has none of them" not as lb2 routed '10.[234]\|2001'
expect "nor a rule" not as lb2 ruled '20[23]:'
expect "both have what is static" as lb1 routed 10.1.0.0/16
expect "both have what is static" as lb2 routed 10.1.0.0/16
expect "rules too" as lb2 ruled 201:
expect "secondary addresses are promoted" is "$(as lb1 promotes)" 1
expect "nothing is refused" is "$(as lb1 status --json | jq -c .status.election.refusals)" '[]'

# Somebody removes them.
ip -n lb1 route del 10.2.0.0/16
within 5 "the route is put back" as lb1 routed 10.2.0.0/16
ip -n lb1 rule del priority 202
within 5 "the rule is put back" as lb1 ruled 202:
within 5 "it says so" says lb1 "somebody else removed route 10.2.0.0/16 via 192.0.2.9 dev eth0 src 192.0.2.100; it was put back"
within 5 "of the rule too" says lb1 "somebody else removed rule from 192.0.2.100/32 lookup 102 priority 202; it was put back"
within 5 "it counts them" is "$(as lb1 status --json | jq .status.election.restorations)" 2
# The route leaves from the address, and goes with it without a word from the kernel.
ip -n lb1 addr del 192.0.2.100/24 dev eth0
within 5 "the address is put back" as lb1 holds 192.0.2.100
within 5 "and the route with it" as lb1 routed 10.2.0.0/16
throughout 1 "and both stay" as lb1 routed 10.2.0.0/16

# A reload replaces a route.
as lb1 directors 150 '2001:db8:7::/48 via 2001:db8::9 dev eth0' | sed 's/via 192.0.2.9 dev eth0 src/via 192.0.2.8 dev eth0 src/' | as lb1 configuration
as lb1 reload
within 5 "a reload adds one" as lb1 routed 2001:db8:7::/48
within 5 "and moves another" as lb1 routed '10.2.0.0/16 via 192.0.2.8'
expect "the old one is gone" not as lb1 routed '10.2.0.0/16 via 192.0.2.9'

# A failover.
finish lb1 KILL || true
within 5 "the other takes over" as lb2 stands four master
within 5 "with the routes" as lb2 routed 10.2.0.0/16
within 5 "over IPv6 too" as lb2 routed 2001:db8:2::/48
within 5 "and the rules" as lb2 ruled 202:
expect "the killed one has left all of it" as lb1 routed 10.2.0.0/16
as lb2 directors 200 | sed 's/192.0.2.20/192.0.2.10/' | as lb2 configuration
as lb2 reload
within 5 "the other prefers itself" is "$(as lb2 status --json | jq '.status.election.instances[0].configuredPriority')" 200
as lb1 start_directord
within 5 "it comes back as backup" as lb1 stands four backup
within 5 "and clears away what it left" not as lb1 routed '10.[23]\|2001'
within 5 "rules too" not as lb1 ruled '20[23]:'
expect "what is static stays" as lb1 routed 10.1.0.0/16

finish lb2
expect "it ends well" is $? 0
expect "nothing is left" is "$(as lb2 routes)" ""
expect "the setting is as it was" is "$(as lb2 promotes)" 0
expect "no rule" not as lb2 ruled '20[123]:'
within 5 "the first has taken over" as lb1 routed 10.2.0.0/16
finish lb1
expect "nothing is left there either" is "$(as lb1 routes)$(ip -n lb1 -o addr | grep -F 192.0.2.100)" ""
