# Another manager removes the virtual address: it is put back and announced; if it goes on, the peer is asked to take over
address=192.0.2.100/24
pair_on_lan
virtual_router lb1 150 <<< $address
virtual_router lb2 100 <<< $address
pair_starts
restorations() { as lb1 status --json | jq .status.election.restorations; }

watch client 192.0.2.100
ip -n lb1 address del $address dev eth0
within 2 "it is put back" as lb1 holds 192.0.2.100
misses 300
expect "counted" is "$(restorations)" 1
expect "and said" says lb1 "somebody else removed address 192.0.2.100/24"
expect "it is master still" as lb1 stands one master

# A manager that restarts takes away whatever it does not know, the card's own address too.
watch client 192.0.2.100
ip -n lb1 address flush dev eth0
ip -n lb1 address add 192.0.2.1/24 dev eth0
within 5 "all comes back" as lb1 holds 192.0.2.100
within 10 "and it is master" as lb1 stands one master
misses 2500

# A master knows only of directors that it has heard: so each has been master once.
ctl() { "$LAB_BUILD/directorctl" "$@" --socket "$(as lb1 socket)" > "$work/said" 2>&1; }
expect "it is drained" ctl drain --reason "to hear the other"
within 10 "the other is master" as lb2 stands one master
expect "it takes part again" ctl undrain
within 10 "and is master again" as lb1 stands one master

# The peer is asked; it is left in charge for a minute.
removes() { ip -n lb1 address del $address dev eth0 2> /dev/null; as lb2 stands one master; }
watch client 192.0.2.100
within 30 "removed again and again, another director is asked to take over" removes
within 5 "the other holds it" as lb2 holds 192.0.2.100
within 5 "it lets go" not as lb1 holds 192.0.2.100
misses 300
expect "with the reason" says lb1 "again and again; another director is asked to take over"
throughout 3 "it leaves the other in charge" as lb1 stands one backup
expect "the client is served" on client ping -c 1 -W 2 192.0.2.100
