# A keepalived as the peer, version 3: each takes over from the other, hands over, and is missed
carrier() {
  echo "version 3
    advert_int 0.1"
}
neighbors_network
take_turns 61 361
tcpdump_agrees
