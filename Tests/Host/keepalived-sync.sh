# A keepalived as the peer, two instances in a sync group: a link that fails takes both, a drain hands over
neighbors_network
network inside
for member in ours theirs; do
  ip link add "$member.1" type veth peer name eth1 netns "$member"
  ip link set "$member.1" master inside up
  ip -n "$member" address add "10.0.0.$([[ $member == ours ]] && echo 1 || echo 2)/8" dev eth1
  ip -n "$member" link set eth1 up
done

# member MACHINE PRIORITY: its file.
member() {
  cat <<LINES
vrrp_sync_group both {
    group {
        outside
        inside
    }
}
LINES
  local name card identifier
  while read -r name card identifier address; do
    cat <<LINES
vrrp_instance $name {
    state BACKUP
    interface $card
    virtual_router_id $identifier
    version 3
    advert_int 0.1
    priority $2
    virtual_ipaddress {
        $address
    }
}
LINES
  done <<< $'outside eth0 51 192.0.2.100/24\ninside eth1 52 10.0.0.100/8'
}

# has_both MACHINE: it alone has both addresses.
has_both() {
  has "$1" && as "$1" holds 10.0.0.100 && not as "$(peer "$1")" holds 10.0.0.100
}

joins ours 150
within 5 "ours, alone, becomes master" has_both ours
joins theirs 100
throughout 1 "theirs listens" has_both ours

ip link set ours.1 down
within 3 "a link of ours fails: theirs has both" has_both theirs
expect "ours says why" shows ours "interface eth1 is down"
ip link set ours.1 up
within 3 "the link is there again: ours has both" has_both ours

kill -USR1 "${running[ours]}"
within 3 "ours is drained: theirs has both" has_both theirs
throughout 1 "and keeps them" has_both theirs
ip link set theirs.1 down
within 5 "nobody else is there: ours, though drained, serves" has_both ours
ip link set theirs.1 up
within 5 "theirs has both again" has_both theirs
kill -USR2 "${running[ours]}"
within 3 "ours is back: it preempts" has_both ours

rereads theirs 200
within 3 "theirs is raised, and preempts" has_both theirs
ip link set theirs.1 down
within 3 "a link of theirs fails: ours has both" has_both ours
ip link set theirs.1 up
within 5 "the link is there again: theirs has both" has_both theirs
leaves theirs
within 3 "theirs ends: ours has both" has_both ours
tcpdump_agrees
