# A pair over IPv6: what a client misses when one is killed, is told to end, and comes back
pair_on_lan
for name in lb1 lb2; do
  ip -n $name link set eth0 addrgenmode none
  ip -n $name -6 address flush dev eth0 scope link
  ip -n $name address add fe80::${name#lb}/64 dev eth0 nodad
done
addresses() { printf '%s\n' fe80::100/64 fd00:2::100/64; }
addresses | virtual_router lb1 150
addresses | virtual_router lb2 100
pair_starts
expect "it holds both addresses" as lb1 holds fe80::100
expect "both" as lb1 holds fd00:2::100

watch client fd00:2::100
dead lb1 fe80::100/64 eth0 fd00:2::100/64 eth0
within 5 "killed: the other takes over" as lb2 holds fd00:2::100
misses 1800

watch client fd00:2::100
as lb1 launch_directord
within 10 "it preempts" as lb1 holds fd00:2::100
within 3 "the other lets go" not as lb2 holds fd00:2::100
misses 300

watch client fd00:2::100
finish lb1 TERM
expect "SIGTERM: it ends well" is $? 0
within 3 "the other takes over" as lb2 holds fd00:2::100
expect "with both addresses" as lb2 holds fe80::100
misses 300
