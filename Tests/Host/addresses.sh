# Addresses with all that their lines say, put back and announced each time that somebody removes them
network lan
network other
machine director lan 192.0.2.1/24,2001:db8::1/64 other 198.51.100.1/24
machine client lan 192.0.2.10/24
configuration <<END
vrrp_instance one {
    interface eth0
    virtual_router_id 51
    version 3
    advert_int 0.1
    virtual_ipaddress {
        192.0.2.100/24 brd + label eth0:vip
        192.0.2.101/32 scope link
        198.51.100.100/24 dev eth1 noprefixroute
    }
    virtual_ipaddress_excluded {
        192.0.2.102 peer 192.0.2.200/31
        2001:db8::100/64
        2001:db8::101
    }
}
vrrp_instance two {
    interface eth0
    virtual_router_id 52
    version 3
    advert_int 0.1
    unicast_src_ip 192.0.2.5
    track_src_ip
    unicast_peer {
        192.0.2.10
    }
    virtual_ipaddress {
        192.0.2.103/32
    }
}
END
# line ADDRESS: what iproute2 says of it.
line() { ip -n director -o addr | grep -F " $1/" ; }
described() { line "$1" | grep -E "$2" > /dev/null; }
linked() { ip -n director -o addr | grep -F "192.0.2.102 peer 192.0.2.200/31" > /dev/null; }
restored() { status --json | jq .status.election.restorations; }
# announced COUNT: the client has heard so many announcements of the address.
announced() { (($(grep -c 'who-has 192.0.2.100 .*tell 192.0.2.100' "$work/wire.log") >= $1)); }

begin wire client tcpdump -i eth0 -n -l -U arp
begin carrier client tcpdump -i eth0 -n -l -U proto 112
within 5 "tcpdump listens" says wire "listening on"
within 5 "tcpdump listens" says carrier "listening on"
start_directord
within 5 "it is master" stands one master
within 5 "broadcast and label are as they must be" described 192.0.2.100 'brd 192.0.2.255.*eth0:vip'
within 5 "so is the scope" described 192.0.2.101 'scope link'
expect "so is the interface" described 198.51.100.100 'eth1 .*noprefixroute'
expect "so is the peer" linked
expect "one with a network is used" not described 2001:db8::100 deprecated
expect "one without is deprecated" described 2001:db8::101 deprecated
expect "without detection" described 2001:db8::100 nodad

# The address that is sent from.
within 5 "without it the instance is in fault" stands two fault
ip -n director addr add 192.0.2.5/24 dev eth0
within 5 "with it the instance takes part" stands two master
within 5 "it is sent from" says carrier '192.0.2.5 > 192.0.2.10'
ip -n director addr del 192.0.2.5/24 dev eth0
within 5 "and in fault again" stands two fault

# Another manager removes it now and then.
within 10 "it was announced at the start, twice" announced 10
ip -n director addr del 192.0.2.100/24 dev eth0
within 3 "it is put back" holds 192.0.2.100
within 3 "with its label" described 192.0.2.100 'eth0:vip'
within 3 "it is counted" is "$(restored)" 1
within 5 "it is announced" announced 15
for address in 192.0.2.100/24 192.0.2.101/32 "192.0.2.102 peer 192.0.2.200/31" 2001:db8::101/128; do
  ip -n director addr del $address dev eth0
done
within 5 "all of them are put back" described 2001:db8::101 deprecated
within 5 "the first too" holds 192.0.2.100
within 5 "the peer too" linked
throughout 1 "that is no fault" stands one master

# It does so again and again, and no other director was ever heard that could take over.
begin remover director bash -c 'while sleep 0.2; do ip addr del 192.0.2.100/24 dev eth0; done'
within 20 "that is said" says director "Somebody else removes address 192.0.2.100 again and again"
throughout 1 "it stays master" stands one master
expect "and keeps the others" holds 192.0.2.101
finish remover KILL || true
within 5 "and the address too" holds 192.0.2.100
throughout 1 "which stays" holds 192.0.2.100
