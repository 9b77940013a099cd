# Two directord, version 2 with a password: they take turns; one with another password is not heard
their_daemon=directord
password=secret
carrier() {
  echo "advert_int 1
    authentication {
        auth_type PASS
        auth_pass $password
    }"
}
neighbors_network
take_turns 610 3610 ours
tcpdump_agrees
password=another
joins ours 150
within 8 "the first is master" has ours
password=secret
joins theirs 100
within 8 "one with another password does not hear it" as theirs stands one master
within 5 "it says why" \
  says theirs "An advertisement of virtual router 51 from 192.0.2.1 was dropped: its authentication is wrong"
expect "and counts them" test "$(as theirs instance one .dropped.authentication)" -ge 3
