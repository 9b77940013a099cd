# What the election does to the kernel and the wire: advertisements, addresses, announcements, macvlan, monitor
edge=$LAB_BUILD/directord-edge
[[ -x $edge ]] || skip "directord-edge is not built"
network lan
machine director lan 192.0.2.1/24,fe80::1/64
machine peer lan 192.0.2.2/24,fe80::2/64
on director "$edge" show > "$work/said" || fail "the kernel cannot be asked: $(cat "$work/said")"

# One turn of a master, as its peer's card and tcpdump see it.
begin wire peer tcpdump -i eth0 -n -vvv -l -U "proto 112 or proto 51 or arp or icmp6"
begin heard peer stdbuf -oL "$edge" listen eth0 30
begin changes director stdbuf -oL "$edge" monitor 30
within 5 "tcpdump listens" says wire "listening on"
within 5 "the peer listens" says heard listening
within 5 "the monitor monitors" says changes monitoring
within 5 "one turn succeeds" on director "$edge" turn eth0

for line in 'vrid 51, prio 200, authtype simple, intvl 1s, length 20, addrs: 192.0.2.100 auth "secret"' \
  'vrid 53, prio 200, intvl 100cs, length 12, addrs: 192.0.2.100' \
  'vrid 54, prio 200, intvl 100cs' \
  'vrid 55, prio 200, intvl 100cs' \
  'spi=0xc0000201,seq=0x1' \
  'Request who-has 192.0.2.100' \
  'tgt is 2001:db8::64, Flags [router, override]'; do
  within 3 "tcpdump prints: $line" says wire "$line"
done
expect "TTL 255" grep -q 'tos 0xc0, ttl 255,.*proto VRRP' "$work/wire.log"
expect "class 0xc0 over IPv6" grep -q 'class 0xc0.*hlim 255, next-header VRRP' "$work/wire.log"
expect "no complaint of tcpdump's" not grep -iE 'bad|wrong|malformed|invalid|incorrect|\[\|' "$work/wire.log"

for line in '112 from 192.0.2.1 to 224.0.0.18 hops 255 router 51 priority 200' \
  '112 from 192.0.2.1 to 192.0.2.2 hops 255 router 54 priority 200' \
  '112 from fe80::1 to ff02::12 hops 255 router 55 priority 200' \
  '51 from 192.0.2.1 to 224.0.0.18 hops 255 router 52 priority 200'; do
  within 3 "the peer hears: $line" says heard "$line"
done
expect "our own packets do not come back" not grep -q 'from 192.0.2.2' "$work/heard.log"

# What iproute2 and we ourselves see of it.
ip -n director -d addr show dev eth0 > "$work/addresses"
expect "label and broadcast" grep -q 'inet 192.0.2.100/24 brd 192.0.2.255.*eth0:vip' "$work/addresses"
expect "peer, scope and no route" grep -q 'inet 192.0.2.101 peer 192.0.2.153/32 scope link.*noprefixroute' \
  "$work/addresses"
expect "IPv6 is deprecated, without detection" grep -q 'inet6 2001:db8::64/128 .*deprecated.*nodad\|inet6 2001:db8::64/128 .*nodad.*deprecated' \
  "$work/addresses"
on director "$edge" show > "$work/said"
expect "our addresses have an owner" grep -q '192.0.2.100/24 owner 112 brd 192.0.2.255 label eth0:vip' "$work/said"
expect "others' have none" grep -q '192.0.2.1/24 owner 0' "$work/said"
expect "a route over two" grep -q 'nexthop via 192.0.2.2 dev eth0 weight 2' <(ip -n director route show table 1000)
expect "a route that drops" grep -q 'blackhole 10.9.0.0/16 proto 112' <(ip -n director route)
expect "a rule" grep -q '77:.*from 192.0.2.100 lookup 1000' <(ip -n director rule)
within 5 "a second turn finds all as it must be" on director "$edge" turn eth0

# Somebody else removes the address.
ip -n director addr del 192.0.2.100/24 dev eth0
within 3 "the monitor tells of it" says changes 'gone: address 192.0.2.100/24 owner 112'
ip -n director link set eth0 down
within 3 "and of the link" says changes 'link eth0 down'
ip -n director link set eth0 up
within 3 "both ways" says changes 'link eth0 up'
expect "more news than fit end with what stands" on director "$edge" flood eth0

expect "everything of ours goes" on director "$edge" release
on director "$edge" show > "$work/said"
expect "and is gone" not grep -q 'owner 112\|^route\|^rule' "$work/said"
expect "others' stays" grep -q '192.0.2.1/24 owner 0' "$work/said"

# A virtual router's own hardware address.
before=$(on director sysctl -n net.ipv4.conf.eth0.arp_ignore)
mkfifo "$work/line"
ip netns exec director stdbuf -oL "$edge" virtual eth0 > "$work/virtual.log" 2>&1 < "$work/line" &
running[virtual]=$!
exec 9> "$work/line"
within 5 "the macvlan is made" says virtual "puts it back"
expect "private, with its address" grep -q 'macvlan mode private' <(ip -n director -d link show vrrp.51)
expect "00:00:5e:00:01:33" grep -q 'link/ether 00:00:5e:00:01:33' <(ip -n director link show vrrp.51)
expect "without IPv6 of its own" not grep -q inet6 <(ip -n director addr show dev vrrp.51)
expect "ARP is answered by it alone" is "$(on director sysctl -n net.ipv4.conf.eth0.arp_ignore)" 1
within 3 "it is announced" says wire "Request who-has 192.0.2.81 (ff:ff:ff:ff:ff:ff) tell 192.0.2.81"
on peer ip neigh flush all
expect "the address answers" on peer ping -c 1 -W 2 192.0.2.81
expect "with the virtual hardware address" grep -q '192.0.2.81.*00:00:5e:00:01:33' <(on peer ip neigh)
echo >&9
exec 9>&-
wait "${running[virtual]}"
expect "it is taken away" is $? 0
expect "and the card's settings are as they were" is "$(on director sysctl -n net.ipv4.conf.eth0.arp_ignore)" "$before"
expect "the interface is gone" not ip -n director link show vrrp.51

expect "real time, as root" "$edge" real-time
