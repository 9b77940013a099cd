# What is sent to an address that is held and not accepted is dropped, and neighbours still find it
nft list tables > /dev/null 2>&1 || skip "this kernel has no nf_tables"
network lan
machine director lan 192.0.2.1/24,2001:db8::1/64,fe80::1/64
machine client lan 192.0.2.10/24,2001:db8::10/64,fe80::10/64

# directors WORDS: a file with them in the first two instances.
directors() {
  cat <<END
vrrp_instance four {
    interface eth0
    virtual_router_id 51
    version 3
    advert_int 0.1
    $1
    virtual_ipaddress {
        192.0.2.100/24
    }
}
vrrp_instance six {
    interface eth0
    virtual_router_id 52
    advert_int 0.1
    $1
    virtual_ipaddress {
        fe80::100/64
        2001:db8::100/64
    }
}
vrrp_instance open {
    interface eth0
    virtual_router_id 53
    version 3
    advert_int 0.1
    virtual_ipaddress {
        192.0.2.101/24
    }
}
END
}
pings() { on client ping -c 1 -W 1 "$1" > /dev/null; }
# found ADDRESS: the client knows its hardware address.
found() { ip -n client neigh show "$1" dev eth0 | grep lladdr > /dev/null; }
table() { on director nft list table inet directord; }
strangers() { on director nft list table ip stranger > /dev/null; }

on director nft add table ip stranger
directors no_accept | configuration
start_directord
within 5 "it is master" stands four master
within 5 "over IPv6 too" stands six master
within 5 "what is accepted answers" pings 192.0.2.101
expect "its own address too" pings 192.0.2.1
expect "over IPv6 too" pings 2001:db8::1
for address in 192.0.2.100 2001:db8::100 fe80::100%eth0; do
  expect "$address does not answer" not pings "$address"
  expect "and is found" found "${address%%%*}"
done
expect "nft shows why" grep -q '192.0.2.100' <(table)
expect "for a link-local address with its link" grep -q 'fe80::100 . "eth0"' <(table)
expect "nothing is refused" is "$(status --json | jq -c .status.election.refusals)" '[]'

# Another manager starts anew.
on director nft flush ruleset
within 5 "the table is put back" table
within 5 "it says so" says director "somebody else removed the table inet directord"
expect "the address does not answer" not pings 192.0.2.100
on director nft add table ip stranger

directors "" | configuration
reload
within 5 "after a reload it is accepted" pings 192.0.2.100
expect "the table is gone" not table

directors no_accept | configuration
reload
within 5 "and not any more" table
finish director KILL || true
expect "a killed one leaves the table" table
directors "" | configuration
start_directord
within 5 "the next one takes it away" not table
within 5 "the address answers" pings 192.0.2.100

directors no_accept | configuration
reload
within 5 "it is there again" table
finish director
expect "it ends well" is $? 0
expect "and takes it away" not table
expect "others' are as they were" strangers
