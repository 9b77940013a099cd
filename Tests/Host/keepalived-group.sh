# A keepalived as the peer, in multicast groups of the operator's choice, over IPv4 and IPv6
carrier() {
  echo "version 3
    advert_int 0.1"
}
neighbors_network
joins ours 150 "" "vrrp_mcast_group4 224.0.0.99"
within 5 "ours, alone, becomes master" has ours
expect "the group is joined" grep -q 'inet *224.0.0.99' <(ip -n ours maddress show dev eth0)
expect "and no other" not grep -q 'inet *224.0.0.18' <(ip -n ours maddress show dev eth0)
joins theirs 100 "" "vrrp_mcast_group4 224.0.0.99"
throughout 1 "theirs listens there" has ours
rereads ours 90 "" "vrrp_mcast_group4 224.0.0.99"
within 3 "ours hears what theirs says there" has theirs
leaves ours
leaves theirs

addresses() { printf '%s\n' fe80::100/64 2001:db8::100/64; }
own() { link_local_of "$1"; }
joins ours 150 "mcast_dst_ip ff02::99"
within 5 "the same over IPv6" has ours
joins theirs 100 "" "vrrp_mcast_group6 ff02::99"
throughout 1 "theirs listens there" has ours
rereads ours 90 "mcast_dst_ip ff02::99"
within 3 "ours hears what theirs says there" has theirs

# From one group to the other by a reload: the one that stands takes nothing from those that stay.
rereads ours 90 "mcast_dst_ip ff02::98"
within 5 "in another group nobody hears the other" as ours holds fe80::100
rereads ours 90 "mcast_dst_ip ff02::99"
within 3 "together again, one gives way" has theirs
nobody_complains "is master too"
tcpdump_agrees
