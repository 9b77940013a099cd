# Two directord with auth_hmac: they take turns; one with another key, or without, is not heard
their_daemon=directord
key=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
carrier() {
  echo "version 3
    advert_int 0.1
    ${key:+auth_hmac {
        key 1 hex:$key
    \}}"
}
neighbors_network
take_turns 61 361 ours

joins ours 150
within 5 "the first is master" has ours
key=${key//0/f}
joins theirs 100
within 5 "one with another key does not hear it" as theirs stands one master
within 5 "it says why" \
  says theirs "An advertisement of virtual router 51 from 192.0.2.1 was dropped: its authentication is wrong"
key=
rereads theirs 100
within 5 "one without a key does not either" \
  says theirs "An advertisement of virtual router 51 from 192.0.2.1 was dropped: it has 40 bytes"
expect "nor is it heard" test "$(as ours instance one .dropped.authenticationType)" -ge 1
