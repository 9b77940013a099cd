# A master is killed, and started again: no client misses its address, alone and in a pair
address=192.0.2.100/24
pair_on_lan
virtual_router lb1 150 <<< $address
virtual_router lb2 100 <<< $address
sed -i 's/version 3/version 2/; s/advert_int 0.5/advert_int 1/' "$work/lb1.conf" "$work/lb2.conf"
kept() { says lb1 "An earlier run of this director was killed as master"; }
# again SECONDS: the master is killed, and started that much later.
again() {
  : > "$work/lb1.log"
  finish lb1 KILL || true
  expect "its address stands" as lb1 holds 192.0.2.100
  sleep "$1"
  as lb1 start_directord
  within 5 "it says that the address stays" kept
}

as lb1 start_directord
within 20 "alone, it is master" as lb1 stands one master
watch client 192.0.2.100
again 0.5
expect "it is a backup" as lb1 stands one backup
expect "that says what it keeps" grep -q "keeps the addresses that stand here" <(as lb1 status)
within 10 "and is elected" as lb1 stands one master
misses 60

as lb2 start_directord
within 20 "lb2 is its backup" as lb2 stands one backup
# RestartSec=1s is what the unit says.
for delay in 0.5 1; do
  watch client 192.0.2.100
  again $delay
  within 5 "$delay s later the other takes over" as lb2 holds 192.0.2.100
  within 5 "which it hears" says lb1 "192.0.2.2 is master: the addresses that stood here meanwhile are removed"
  within 5 "and lets go" not as lb1 holds 192.0.2.100
  within 10 "it preempts" as lb1 stands one master
  within 3 "and the other lets go" not as lb2 holds 192.0.2.100
  misses 100
done

# The other is master already: its answer takes the address away at once.
: > "$work/lb1.log"
finish lb1 KILL || true
within 10 "nobody starts it: the other takes over" as lb2 stands one master
as lb1 launch_directord
within 5 "it starts, and hears the master" says lb1 "192.0.2.2 is master"
expect "it holds nothing" not as lb1 holds 192.0.2.100

# Drained, it holds nothing for longer than the hand-over takes.
within 10 "it preempts" as lb1 stands one master
finish lb1 KILL || true
printf 'drained\n' > /run/lb1/state/drained
watch client 192.0.2.100
as lb1 start_directord
within 10 "started drained, it hands over" as lb1 stands one drained
within 3 "and holds nothing" not as lb1 holds 192.0.2.100
expect "the other does" as lb2 holds 192.0.2.100
misses 100

# What the file has no longer is removed at once.
finish lb2 KILL || true
sed -i 's/192.0.2.100/192.0.2.101/' "$work/lb2.conf"
as lb2 start_directord
expect "an address that the file has no longer goes at once" not as lb2 holds 192.0.2.100
