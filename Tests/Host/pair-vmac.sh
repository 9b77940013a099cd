# A pair with virtual hardware addresses: what clients have learnt holds across a failover, over IPv4 and IPv6
network lan
machine lb1 lan 192.0.2.1/24,2001:db8::1/64,fe80::1/64
machine lb2 lan 192.0.2.2/24,2001:db8::2/64,fe80::2/64
machine client lan 192.0.2.10/24,2001:db8::10/64

# directors PRIORITY: a file with a macvlan for each family.
directors() {
  cat <<END
vrrp_instance four {
    interface eth0
    virtual_router_id 51
    version 3
    advert_int 0.2
    priority $1
    use_vmac
    virtual_ipaddress {
        192.0.2.100/24
    }
}
vrrp_instance six {
    interface eth0
    virtual_router_id 52
    advert_int 0.2
    priority $1
    use_vmac vip6
    virtual_ipaddress {
        fe80::100/64
        2001:db8::100/64
    }
}
vrrp_instance base {
    interface eth0
    virtual_router_id 53
    version 3
    advert_int 0.2
    priority $1
    use_vmac
    vmac_xmit_base
    virtual_ipaddress {
        192.0.2.101/24
    }
}
END
}
# neighbour ADDRESS: the hardware address that the client has for it.
neighbour() { ip -n client neigh show "$1" dev eth0 | awk '{ print $3 }'; }
knows() { is "$(neighbour "$1")" "$2"; }
pings() { on client ping -c 1 -W 1 "$1" > /dev/null; }
link() { ip -n "$director" -d link show "$1"; }
is_on() { link "$1" | head -1 | grep '[<,]UP[,>]' > /dev/null; }
setting() { on "$director" cat "/proc/sys/net/ipv4/conf/$1"; }

begin wire client tcpdump -i eth0 -e -n -l -U "proto 112 or arp or icmp6"
within 5 "tcpdump listens" says wire "listening on"
# A host that is strict about the way back would drop all that comes to a macvlan.
for machine in lb1 lb2; do
  on $machine busybox sysctl -qw net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.eth0.rp_filter=0
done
before=$(as lb1 setting eth0/arp_ignore)
as lb1 directors 150 | as lb1 configuration
as lb2 directors 100 | as lb2 configuration
as lb1 start_directord
within 10 "the first one is master" as lb1 stands four master
within 10 "over IPv6 too" as lb1 stands six master
as lb2 start_directord
within 10 "the other is its backup" as lb2 stands four backup
within 10 "over IPv6 too" as lb2 stands six backup
expect "a private macvlan has the address of its router" grep -q 'macvlan mode private' <(as lb1 link vrrp.51)
expect "00:00:5e:00:01:33" grep -q 'link/ether 00:00:5e:00:01:33' <(as lb1 link vrrp.51)
expect "00:00:5e:00:02:34" grep -q 'link/ether 00:00:5e:00:02:34' <(as lb1 link vip6)
expect "it is on" as lb1 is_on vrrp.51
expect "the backup's is there" as lb2 link vrrp.51
expect "and off" not as lb2 is_on vrrp.51
expect "over IPv6 too" not as lb2 is_on vip6
expect "the address is on it" grep -q 'inet 192.0.2.100/24' <(ip -n lb1 addr show dev vrrp.51)
expect "nothing else is" is "$(ip -n lb1 -o addr show dev vip6 | grep -c inet)" 2
expect "the card does not answer for it" is "$(as lb1 setting eth0/arp_ignore)" 1
expect "nothing is refused" is "$(as lb1 status --json | jq -c .status.election.refusals)" '[]'

expect "the card is as strict as before" is "$(as lb1 setting all/rp_filter) $(as lb1 setting eth0/rp_filter)" "0 1"
within 5 "it answers" pings 192.0.2.100
within 5 "over IPv6 too" pings 2001:db8::100
expect "by the virtual hardware address" knows 192.0.2.100 00:00:5e:00:01:33
expect "over IPv6 too" knows 2001:db8::100 00:00:5e:00:02:34
expect "the card's own address has the card's" not knows 192.0.2.1 00:00:5e:00:01:33
within 5 "advertisements come from it" says wire '00:00:5e:00:01:33 > 01:00:5e:00:00:12, ethertype IPv4'
within 5 "over IPv6 too" says wire '00:00:5e:00:02:34 > 33:33:00:00:00:12, ethertype IPv6'
within 5 "it is announced" says wire '00:00:5e:00:01:33 > ff:ff:ff:ff:ff:ff, ethertype ARP'
within 5 "over IPv6 too" says wire 'neighbor advertisement, tgt is 2001:db8::100'
expect "none from the card" not grep '> 01:00:5e:00:00:12.* vrid 51' <(grep -v '^[0-9:. ]*00:00:5e' "$work/wire.log")
within 5 "the third answers too" pings 192.0.2.101
expect "by its own hardware address" knows 192.0.2.101 00:00:5e:00:01:35
expect "while its advertisements come from the card" \
  not grep '00:00:5e:00:01:35 > 01:00:5e:00:00:12' "$work/wire.log"

# A rival with the same hardware address is heard.
ip link set lb2.0 nomaster
within 5 "cut off, the other is master too" as lb2 stands four master
within 5 "over IPv6 too" as lb2 stands six master
ip link set lb2.0 master lan
within 5 "one gives way when they hear each other again" as lb2 stands four backup
within 5 "over IPv6 too" as lb2 stands six backup
expect "the first stays" as lb1 stands four master
within 5 "it answers" pings 192.0.2.100

# One that is killed leaves all of it; a dead machine's card says nothing.
finish lb1 KILL || true
ip -n lb1 link set eth0 down
within 5 "the other takes over" as lb2 stands four master
within 5 "over IPv6 too" as lb2 stands six master
expect "its macvlan is on" as lb2 is_on vrrp.51
expect "the client still has the address" knows 192.0.2.100 00:00:5e:00:01:33
within 5 "it is answered" pings 192.0.2.100
within 5 "over IPv6 too" pings 2001:db8::100
expect "by the same hardware address" knows 192.0.2.100 00:00:5e:00:01:33
expect "over IPv6 too" knows 2001:db8::100 00:00:5e:00:02:34

# It comes back, finds what it has left, and preempts.
ip -n lb1 link set eth0 up
ip -n lb1 addr add 2001:db8::1/64 dev eth0 nodad
ip -n lb1 addr add fe80::1/64 dev eth0 nodad 2> /dev/null
index=$(ip -n lb1 -o link show vrrp.51 | cut -d : -f 1)
as lb1 start_directord
within 10 "it preempts" as lb1 stands four master
within 10 "over IPv6 too" as lb1 stands six master
expect "the macvlan is the one it has left" is "$(ip -n lb1 -o link show vrrp.51 | cut -d : -f 1)" "$index"
within 5 "the other's is off" not as lb2 is_on vrrp.51
within 5 "it answers" pings 192.0.2.100
expect "by the same hardware address" knows 192.0.2.100 00:00:5e:00:01:33

# Somebody removes the macvlan of a master.
ip -n lb1 link del vrrp.51
within 5 "it is made anew" as lb1 is_on vrrp.51
within 5 "with its address" as lb1 holds 192.0.2.100
expect "it stayed master" as lb1 stands four master
within 5 "it answers" pings 192.0.2.100

# The card goes, and comes back.
ip -n lb1 link del eth0
within 5 "without its card it is in fault" as lb1 stands four fault
within 5 "the other takes over" as lb2 stands four master
ip link add lb1.0 type veth peer name eth0 netns lb1
ip link set lb1.0 master lan up
ip -n lb1 link set eth0 up
ip -n lb1 addr add 192.0.2.1/24 dev eth0
ip -n lb1 addr add fe80::1/64 dev eth0 nodad 2> /dev/null
within 10 "the macvlan is made anew" as lb1 is_on vrrp.51
within 10 "and it preempts" as lb1 stands four master
within 5 "it answers" pings 192.0.2.100
within 5 "with its settings" is "$(as lb1 setting eth0/arp_ignore)" 1

# A reload lets one of them go by the card.
{ as lb1 directors 150 | sed '/use_vmac$/d'; } | as lb1 configuration
as lb1 reload
within 5 "a reload takes the macvlan away" not as lb1 link vrrp.51
within 5 "the address is on the card" grep 192.0.2.100 <(ip -n lb1 -o addr show dev eth0)
expect "the card answers as before" is "$(as lb1 setting eth0/arp_ignore)" "$before"
expect "the other family's stays" as lb1 is_on vip6

# Another lets its advertisements leave from its own.
{ as lb1 directors 150 | sed '/use_vmac$/d; s/^vrrp_instance base/&/; s/    vmac_xmit_base/    use_vmac/'; } |
  as lb1 configuration
as lb1 reload
within 5 "a reload moves advertisements too" says wire '00:00:5e:00:01:35 > 01:00:5e:00:00:12'
throughout 1 "nobody is master twice" as lb2 stands base backup

finish lb1
expect "it ends well" is $? 0
expect "its macvlan is gone" not as lb1 link vip6
within 5 "the other holds all of it" as lb2 stands six master
finish lb2
expect "nothing is left" is "$(ip -n lb2 -o link show type macvlan)" ""
expect "the card's settings are as they were" is "$(as lb2 setting eth0/arp_ignore)" "$before"
expect "those of the whole host too" is "$(as lb2 setting all/rp_filter) $(as lb2 setting eth0/rp_filter)" "1 0"
