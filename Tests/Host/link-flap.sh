# A link that flaps takes its IPv6 addresses along: nobody stole them, and the other addresses stay
network lan
network other
machine lb1 lan 192.0.2.1/24 other fd00:10::2/64
machine lb2 lan 192.0.2.2/24 other fd00:10::3/64
machine client lan 192.0.2.10/24 other fd00:10::9/64
virtual_router lb1 150 "virtual_ipaddress_excluded {
        fd00:10::1/128 dev eth1
        172.16.9.9/32 dev dummy9
    }" <<< 192.0.2.100/24
virtual_router lb2 100 <<< 192.0.2.100/24
pair_starts
stands_there() { as lb1 holds fd00:10::1; }
within 5 "it holds the address of the other card" stands_there
expect "the one without a card is said" says lb1 \
  "address 172.16.9.9/32 of dummy9 cannot be held: interface dummy9 does not exist"
expect "and not shown as held" not grep 172.16.9.9 <(as lb1 instance one '.held[]')
watch client 192.0.2.100
for ((i = 0; i < 8; i++)); do
  ip -n lb1 link set eth1 down
  sleep 0.3
  ip -n lb1 link set eth1 up
  within 5 "flap $i: the address is back" stands_there
done
expect "nobody is said to have removed it" not says lb1 "somebody else removed"
expect "none was counted" is "$(as lb1 status --json | jq .status.election.restorations)" 0
expect "it stays master" as lb1 stands one master
misses 60
ip -n lb1 link add dummy9 type veth peer name dummy8
expect "a card that is down holds nothing" not grep 172.16.9.9 <(as lb1 instance one '.held[]')
ip -n lb1 link set dummy9 up
within 5 "the card is there and up" says lb1 "address 172.16.9.9/32 of dummy9 is held"
within 5 "and its address shown" grep 172.16.9.9 <(as lb1 instance one '.held[]')
ip -n lb1 link set dummy9 down
within 5 "down again, it is said again" \
  says lb1 "address 172.16.9.9/32 of dummy9 cannot be held: interface dummy9 is down"
