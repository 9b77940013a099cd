# A keepalived as the peer, version 2 with a password
carrier() {
  echo "advert_int 1
    authentication {
        auth_type PASS
        auth_pass secret
    }"
}
neighbors_network
take_turns 610 3610
tcpdump_agrees
