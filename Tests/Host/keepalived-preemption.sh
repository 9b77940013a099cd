# A keepalived as the peer: nopreempt, preempt_delay, and equal priorities that the address decides
carrier() {
  echo "version 3
    advert_int 0.1
    higher_prio_send_advert"
}
neighbors_network
for first in ours theirs; do
  second=$(peer "$first")
  joins "$second" 100
  within 5 "$second, alone, becomes master" has "$second"
  joins "$first" 150 nopreempt
  throughout 1 "$first does not preempt" has "$second"
  dies_silently "$second"
  takes_over "$first" "$second" 270 $((341 + 300))
  leaves "$first"
done

for first in ours theirs; do
  second=$(peer "$first")
  joins "$second" 100
  within 5 "$second, alone, becomes master" has "$second"
  joins "$first" 150 "preempt_delay 2"
  throughout 1 "$first waits" has "$second"
  within 4 "and preempts" has "$first"
  leaves "$first"
  leaves "$second"
done

# Not to be decided where one listens: the master stays, whichever it is.
joins ours 100
within 5 "ours, alone, becomes master" has ours
joins theirs 100
throughout 1 "an equal one stands back though its address is greater" has ours
parts
within 3 "apart, both are masters" as theirs holds 192.0.2.100
expect "both" as ours holds 192.0.2.100
meets
within 3 "together, the greater address prevails" has theirs
within 3 "and is announced again" announces theirs "$SINCE"
leaves theirs
within 3 "ours takes over" has ours
ip -n theirs address del 192.0.2.2/24 dev eth0
ip -n theirs address add 192.0.1.2/22 dev eth0
joins theirs 100
throughout 1 "an equal one stands back" has ours
parts
within 3 "apart, both are masters" as theirs holds 192.0.2.100
meets
within 3 "together, the greater address prevails" has ours
within 3 "and is announced again" announces ours "$SINCE"
nobody_complains "is master too"
tcpdump_agrees
