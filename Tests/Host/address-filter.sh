# Addresses of other interfaces are no business of the election: those that came before an interface was named, or came anew, are known all the same
network lan
network other
machine director lan 192.0.2.1/24 other ''
virtual_router director 100 <<< 192.0.2.100/24
start_directord
within 10 "it is master on the first card" stands one master

# The kernel does not tell it of this one, since nobody has asked for that card.
ip -n director address add 198.51.100.1/24 dev eth1
cat >> "$work/director.conf" <<'LINES'
vrrp_instance two {
    interface eth1
    virtual_router_id 52
    priority 100
    version 3
    advert_int 0.1
    virtual_ipaddress {
        198.51.100.100/24
    }
}
LINES
reload
within 10 "a reload names the second card, and its address is known" stands two master
within 5 "the address is held there" holds 198.51.100.100
expect "it never lacked an address to send from" not says director "there is no address to send from"

# The card goes and comes again, under another number, with its address at once.
for round in 1 2 3; do
  ip -n director link del eth1
  within 5 "round $round: without the card it is in fault" stands two fault
  ip -n director -batch - <<'LINES'
link add eth1 type veth peer name far1
address add 198.51.100.1/24 dev eth1
link set far1 up
link set eth1 up
LINES
  within 10 "round $round: with the card it is master again" stands two master
  within 5 "round $round: and holds the address" holds 198.51.100.100
done

ip -n director address del 198.51.100.100/24 dev eth1
within 5 "what somebody removes there is put back" holds 198.51.100.100
ip -n director address del 198.51.100.1/24 dev eth1
within 5 "an address to send from that goes is seen" stands two fault
