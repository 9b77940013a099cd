# A keepalived as the peer, both with the virtual router's hardware address: a client's neighbour table holds
carrier() {
  echo "version 3
    advert_int 0.1
    use_vmac"
}
neighbors_network
pings() { on client ping -c 1 -W 1 192.0.2.100 > /dev/null; }
learnt() { ip -n client neigh show 192.0.2.100 | grep 00:00:5e:00:01:33 > /dev/null; }

joins theirs 100
within 10 "the neighbour holds the address" has theirs
joins ours 150
within 10 "ours preempts it" has ours
within 5 "it answers" pings
expect "by the same hardware address" learnt
leaves ours
within 5 "the neighbour takes over" has theirs
within 5 "it answers" pings
joins ours 150
within 10 "ours comes back" has ours
leaves theirs
joins theirs 100
throughout 1 "and stays while the neighbour comes and goes" has ours
kill -KILL "${running[ours]}"
ip -n ours link del vrrp.51
within 5 "it is killed, and the neighbour takes over" has theirs
within 5 "it answers" pings
expect "by the same hardware address" learnt
