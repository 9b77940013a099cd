# A pair with two sides: the link of either side goes down, and all addresses move together
network outside
network inside
machine lb1 outside 192.0.2.1/24 inside 10.0.0.11/8
machine lb2 outside 192.0.2.2/24 inside 10.0.0.12/8
machine client outside 192.0.2.10/24
machine server inside 10.0.0.2/8

# side NAME CARD ROUTER PRIORITY ADDRESS
side() {
  cat <<END
vrrp_instance $1 {
    state BACKUP
    interface $2
    virtual_router_id $3
    version 3
    advert_int 0.2
    priority $4
    virtual_ipaddress {
        $5
    }
}
END
}
# both_sides PRIORITY: a director's file.
both_sides() {
  printf 'vrrp_sync_group pair {\n    group {\n        outside\n        inside\n    }\n}\n'
  side outside eth0 51 "$1" 192.0.2.100/24
  side inside eth1 52 "$1" 10.0.0.1/8
}
both_sides 150 | as lb1 configuration
both_sides 100 | as lb2 configuration
pair_starts outside

both() { as "$1" holds 192.0.2.100 && as "$1" holds 10.0.0.1; }
neither() { not as "$1" holds 192.0.2.100 && not as "$1" holds 10.0.0.1; }
expect "it holds both addresses" both lb1

for card in 0 1; do
  watch client 192.0.2.100 seen-outside
  watch server 10.0.0.1 seen-inside
  ip link set lb1.$card down
  within 5 "the link of eth$card is down: the other takes over both" both lb2
  within 3 "and the first holds neither" neither lb1
  expect "it is in fault" as lb1 stands outside fault
  expect "with both" as lb1 stands inside fault
  misses 800 seen-outside
  misses 800 seen-inside
  watch client 192.0.2.100 seen-outside
  watch server 10.0.0.1 seen-inside
  ip link set lb1.$card up
  within 10 "the link is up: it preempts with both" both lb1
  within 3 "and the other lets go of both" neither lb2
  misses 150 seen-outside
  misses 150 seen-inside
done
