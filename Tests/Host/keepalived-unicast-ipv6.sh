# A keepalived as the peer, version 3 over IPv6 from one to the other
addresses() { printf '%s\n' fe80::100/64 2001:db8::100/64; }
own() { link_local_of "$1"; }
carrier() {
  echo "version 3
    advert_int 0.1
    unicast_src_ip $(own "$1")
    unicast_peer {
        $(own "$(peer "$1")")
    }"
}
neighbors_network
take_turns 61 361
tcpdump_agrees
