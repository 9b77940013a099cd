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
way=unicast
take_turns 61 361 theirs
tcpdump_agrees
