# A keepalived as the peer, version 3 from one to the other
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
