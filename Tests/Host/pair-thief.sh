# Something takes the address away on both directors again and again: one of them holds it all the time
address=192.0.2.100/24
pair_on_lan
virtual_router lb1 150 <<< $address
virtual_router lb2 100 <<< $address
# lb1 preempts, and so has heard lb2: whoever heard nobody asks nobody.
as lb2 start_directord
within 20 "lb2 is master" as lb2 stands one master
as lb1 start_directord
within 20 "lb1 takes over" as lb1 stands one master
watch client 192.0.2.100
for ((i = 0; i < 24; i++)); do
  for machine in lb1 lb2; do ip -n $machine address del $address dev eth0 2> /dev/null; done
  sleep 0.8
done
misses 300
expect "it was asked to hand over" says lb1 "again and again; another director is asked to take over"
within 10 "somebody is master" grep -q master <(as lb1 standing one; as lb2 standing one)
expect "nobody is in fault" not grep -q fault <(as lb1 standing one; as lb2 standing one)
# Alone, it is put back for ever.
finish lb2 KILL || true
ip -n lb2 address flush dev eth0 to $address
within 20 "alone, it is master" as lb1 stands one master
watch client 192.0.2.100
for ((i = 0; i < 20; i++)); do
  ip -n lb1 address del $address dev eth0 2> /dev/null
  sleep 0.4
done
misses 300
expect "it holds it" as lb1 holds 192.0.2.100
expect "what was said is bounded" test "$(grep -c 'somebody else removed' "$work/lb1.log")" -lt 60
