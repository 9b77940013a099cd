# Two directord in two networks, from one to the other past a router: hop limits and sources are checked
their_daemon=directord
own() { [[ $1 == ours ]] && echo 192.0.2.1 || echo 198.51.100.2; }
most=255 least=254 checks=
carrier() {
  echo "version 3
    advert_int 0.1
    unicast_src_ip $(own "$1")
    unicast_ttl $most
    $checks
    unicast_peer {
        ${heard:-$(own "$(peer "$1")") min_ttl $least max_ttl 254}
    }"
}
network lan
network far
machine ours lan 192.0.2.1/24 gateway 192.0.2.254
machine theirs far 198.51.100.2/24 gateway 198.51.100.254
machine router lan 192.0.2.254/24 far 198.51.100.254/24
forwards router
watch_wire ours.0
joins ours 150
within 5 "the first, alone, becomes master" has ours
joins theirs 100
throughout 1 "the other listens" has ours
leaves ours
takes_over theirs ours 0 361
joins ours 150
within 5 "the first preempts" has ours
nobody_complains

most=64
rereads ours 150
within 3 "what comes from further away is not heard" as theirs stands one master
within 3 "and why" says theirs "its TTL is 63, not 254"
most=255
rereads ours 150
within 3 "from near it is" has ours
heard=203.0.113.9 checks=check_unicast_src
rereads theirs 100
within 3 "what comes from somebody else is not heard" as theirs stands one master
within 3 "and why" says theirs "192.0.2.1 is not one of the unicast peers"

# Without a peer.
carrier() {
  echo "version 3
    advert_int 0.1
    unicast_src_ip $(own "$1")
    unicast_fault_no_peer"
}
rereads theirs 100
within 3 "without a peer it takes no part" as theirs stands one fault
expect "and says what to do" shows theirs "name the other director in unicast_peer"
