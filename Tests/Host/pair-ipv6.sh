# Two directord, over IPv6: multicast, then from one to the other
their_daemon=directord
addresses() { printf '%s\n' fe80::100/64 2001:db8::100/64; }
own() { link_local_of "$1"; }
way=
carrier() {
  echo "version 3
    advert_int 0.1"
  [[ ! $way ]] || echo "unicast_src_ip $(own "$1")
    unicast_peer {
        $(own "$(peer "$1")")
    }"
}
neighbors_network
take_turns 61 361 ours
joins ours 150
within 5 "ours, alone, becomes master" has ours
joins theirs 100
throughout 1 "theirs listens" has ours
expect "a client finds the address with the master" is_found ours 2001:db8::100
leaves ours
within 3 "theirs takes over" has theirs
expect "and then with the next" is_found theirs 2001:db8::100
leaves theirs
way=unicast
take_turns 61 361 theirs
tcpdump_agrees
