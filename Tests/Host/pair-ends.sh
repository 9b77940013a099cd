# A pair: what a client misses when one is killed, is told to end, is drained, and comes back
address=192.0.2.100/24
pair_on_lan
virtual_router lb1 150 <<< $address
virtual_router lb2 100 <<< $address
pair_starts

# Three intervals and a skew of 0.3 s after the last word, which was less than an interval ago.
watch client 192.0.2.100
dead lb1 $address eth0
within 5 "killed: the other takes over" as lb2 holds 192.0.2.100
misses 1800

watch client 192.0.2.100
as lb1 launch_directord
within 10 "it preempts" as lb1 holds 192.0.2.100
within 3 "the other lets go" not as lb2 holds 192.0.2.100
misses 300

# Without the wait for the next master's word it would be the skew.
watch client 192.0.2.100
finish lb1 TERM
expect "SIGTERM: it ends well" is $? 0
expect "and holds nothing" not as lb1 holds 192.0.2.100
within 3 "the other takes over" as lb2 holds 192.0.2.100
misses 300

as lb1 start_directord
within 10 "it preempts" as lb1 stands one master
watch client 192.0.2.100
kill -USR1 "${running[lb1]}"
within 5 "SIGUSR1: it is drained" as lb1 stands one drained
within 3 "and holds nothing" not as lb1 holds 192.0.2.100
kill -USR2 "${running[lb1]}"
within 10 "SIGUSR2: it preempts" as lb1 holds 192.0.2.100
misses 300
