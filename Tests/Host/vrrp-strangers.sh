# What a router hears and does not expect: another with its number, unknown numbers, other checksums
their_daemon=directord
carrier() {
  echo "version 3
    advert_int 0.1"
}
neighbors_network
joins ours 100 "" log_unknown_vrids
within 5 "ours, alone, becomes master" has ours
joins theirs 110 v3_checksum_as_v2
within 5 "theirs, which sums otherwise, is heard" has theirs
within 3 "which the status tells" \
  shows ours "192.0.2.2 sums without a pseudo-header: messageOnly"
expect "for that neighbour" test \
  "$(as ours instance one '.neighbors[] | select(.address == "192.0.2.2") | .checksums.messageOnly')" -ge 1
leaves theirs

member theirs 110 | sed 's/192.0.2.100/192.0.2.200/' > "$work/theirs.conf"
as theirs launch_directord
within 5 "another virtual router with the same number is named" \
  says ours "Another virtual router uses VRID 51 from source 192.0.2.2"
leaves theirs

member theirs 100 | sed 's/virtual_router_id 51/virtual_router_id 77/' > "$work/theirs.conf"
as theirs launch_directord
within 5 "an unknown number is said" \
  says ours "eth0: a packet from 192.0.2.2 was dropped: no virtual router 77 is configured"
expect "once" is "$(grep -c 'no virtual router 77' "$work/ours.log")" 1
leaves theirs

member theirs 100 | sed 's/version 3/version 2/; s/advert_int.*/advert_int 1/' > "$work/theirs.conf"
as theirs launch_directord
within 8 "another version is dropped, with its reason" says ours \
  "An advertisement of virtual router 51 from 192.0.2.2 was dropped: its VRRP version is 2"
expect "and counted" test "$(as ours instance one .dropped.version)" -ge 1
