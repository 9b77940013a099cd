# A keepalived as the peer: nobody hears the other for a while, and the one that stays says so
# A keepalived that yields says a last word only if it is told to; without it nobody would know that
# there were two.
carrier() {
  echo "version 3
    advert_int 0.1
    higher_prio_send_advert"
}
neighbors_network
for first in ours theirs; do
  second=$(peer "$first")
  joins "$first" 150
  within 5 "$first, alone, becomes master" has "$first"
  joins "$second" 100
  throughout 1 "$second listens" has "$first"
  parts
  within 3 "apart, $second is master too" as "$second" holds 192.0.2.100
  expect "and $first still" as "$first" holds 192.0.2.100
  meets
  within 3 "together, $first alone is" has "$first"
  within 3 "and it is announced again" announces "$first" "$SINCE"
  expect "a client finds it there" is_found "$first" 192.0.2.100
  leaves "$first"
  within 3 "$second takes over" has "$second"
  leaves "$second"
done
expect "ours has said that there were two" says ours "is master too"
tcpdump_agrees
