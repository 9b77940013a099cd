# A keepalived as the peer, version 2 with an authentication header
carrier() {
  echo "advert_int 1
    authentication {
        auth_type AH
        auth_pass secret
    }"
}
neighbors_network
take_turns 610 3610
tcpdump_agrees
