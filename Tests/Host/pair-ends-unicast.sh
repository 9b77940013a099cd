# A pair that speaks from one to the other: nobody else hears it, and a client hardly notices the changes
address=192.0.2.100/24
pair_on_lan
unicast() { printf 'unicast_src_ip 192.0.2.%s\n    unicast_peer {\n        192.0.2.%s\n    }\n' "$@"; }
virtual_router lb1 150 "$(unicast 1 2)" <<< $address
virtual_router lb2 100 "$(unicast 2 1)" <<< $address
begin wire client tcpdump -i eth0 -n -l -U "ip proto 112"
within 5 "the client listens" says wire "listening on"
pair_starts

watch client 192.0.2.100
dead lb1 $address eth0
within 5 "killed: the other takes over" as lb2 holds 192.0.2.100
misses 1800

as lb1 start_directord
within 10 "it comes back, and preempts" as lb1 stands one master
within 3 "the other lets go" not as lb2 holds 192.0.2.100
watch client 192.0.2.100
finish lb1 TERM
expect "it ends well" is $? 0
within 3 "the other takes over" as lb2 holds 192.0.2.100
misses 300
expect "no advertisement went to everybody" not says wire "vrid 51"
