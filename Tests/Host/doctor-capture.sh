# What the doctor sees on the wire: a client's packets, directors, stray frames, who answers for an address
edge=$LAB_BUILD/directord-edge
[[ -x $edge ]] || skip "directord-edge is not built"

# The director is a router here: the kernel of this machine may have no IPVS.
network outside
network inside
machine client outside 192.168.3.10/24,2001:db8::10/64 gateway 192.168.3.108
machine director outside 192.168.3.108/24,2001:db8::108/64 inside 10.0.0.1/8
machine server1 inside 10.0.0.2/8 gateway 10.0.0.1
forwards director
web server1

# look NAME ARGUMENT...: walks on the director for three seconds; what it has seen is in $work/NAME.log.
look() {
  local name=$1
  shift
  begin "$name" director stdbuf -oL "$edge" walk 3 "$@"
  within 5 "the walk begins ($name)" says "$name" walking
}
ended() { within 5 "the walk ends on time ($1)" says "$1" "took 3."; }

# A plain path, both ways, each packet on each interface.
look plain 192.168.3.10 192.168.3.108 10.0.0.2
expect "the client is served" on client curl -s -m 2 -o /dev/null http://10.0.0.2/
expect "a port that nobody serves is refused" not on client curl -s -m 2 http://192.168.3.108:81/
ended plain
port=$(sed -nE 's/^eth0 in syn 192.168.3.10:([0-9]+) > 10.0.0.2:80 .*/\1/p' "$work/plain.log" | head -1)
for line in "eth0 in syn 192.168.3.10:$port > 10.0.0.2:80 " \
  "eth1 out syn 192.168.3.10:$port > 10.0.0.2:80 " \
  "eth1 in syn-ack 10.0.0.2:80 > 192.168.3.10:$port " \
  "eth0 out syn-ack 10.0.0.2:80 > 192.168.3.10:$port " \
  "eth0 out rst 192.168.3.108:81 > 192.168.3.10:" \
  "eth1 out arp-request 10.0.0.1 > 10.0.0.2 " "eth1 in arp-reply 10.0.0.2 > 10.0.0.1 " \
  "client 192.168.3.10, "; do
  expect "the walk has seen: $line" says plain "$line"
done
mac() { ip -n "$1" -o link show "$2" | sed -E 's/.*link\/ether ([^ ]+).*/\1/'; }
expect "hardware addresses are told" \
  grep -q "^eth0 in syn .* from $(mac client eth0) to $(mac director eth0) " "$work/plain.log"
expect "nothing was missed" says plain "missed 0"

# Over IPv6, of a client that is not named.
look six anybody 2001:db8::108 10.0.0.2
on client curl -s -m 2 -g 'http://[2001:db8::108]:81/'
ended six
expect "the first that asks is the client" says six "client 2001:db8::10, "
expect "it was refused" says six "eth0 out rst [2001:db8::108]:81 > [2001:db8::10]:"
expect "the search for it is seen" says six "arp-re"

# The director forwards nothing more: what came in does not go out.
on director busybox sysctl -qw net.ipv4.ip_forward=0
look dead 192.168.3.10 192.168.3.108 10.0.0.2
on client curl -s -m 2 -o /dev/null http://10.0.0.2/
ended dead
expect "the request came" says dead "eth0 in syn 192.168.3.10:"
expect "it went nowhere" not says dead "eth1 out"
on director busybox sysctl -qw net.ipv4.ip_forward=1

# ICMP errors quote the client's packet, whoever sends them.
on director ip route add unreachable 10.9.0.0/16
look error 192.168.3.10 192.168.3.108 10.0.0.2
on client curl -s -m 2 -o /dev/null http://10.9.0.1/
ended error
expect "the error is seen with what it quotes" grep -Eq \
  '^eth0 out icmp-error 192.168.3.108 > 192.168.3.10 icmp 3/1 about 192.168.3.10:[0-9]+ > 10.9.0.1:80 ' \
  "$work/error.log"

# More than it can read: it ends on time and counts the rest.
begin blast client "$edge" blast eth0 192.168.3.10 192.168.3.108 100000 8
look flood 192.168.3.10 192.168.3.108 10.0.0.2
ended flood
expect "there is a bound on shapes" says flood "2000 shapes"
expect "the others are counted" not says flood "missed 0"
wait "${running[blast]}"

# Who answers for an address: both that have it, and nobody for one that none has.
machine thief outside 192.168.3.99/24,192.168.3.109/24,2001:db8::109/64
on client ip address add 192.168.3.109/24 dev eth0
on director "$edge" answers eth0 192.168.3.109 192.168.3.110 192.168.3.108 2001:db8::109 \
  > "$work/answers.log"
expect "both are told" grep -q "^192.168.3.109 on eth0: .*$(mac client eth0)" "$work/answers.log"
expect "both are told, this one too" \
  grep -q "^192.168.3.109 on eth0: .*$(mac thief eth0)" "$work/answers.log"
expect "nobody answers for another one" grep -qx "192.168.3.110 on eth0: " "$work/answers.log"
expect "this machine does not answer itself" \
  grep -qx "192.168.3.108 on eth0: " "$work/answers.log"
expect "the neighbour is found over IPv6" \
  grep -qx "2001:db8::109 on eth0: $(mac thief eth0)" "$work/answers.log"

# What is heard of directors: advertisements of others and our own, and frames that come here for an
# address that is elsewhere.
begin heard director stdbuf -oL "$edge" heard 4 192.168.3.111
within 5 "it listens" says heard listening
on client ip neighbor replace 192.168.3.111 lladdr "$(mac director eth0)" dev eth0 nud permanent
on client ping -c 2 -i 0.2 -W 1 192.168.3.111 > /dev/null
on thief "$edge" turn eth0 > /dev/null
on director "$edge" turn eth0 > /dev/null
within 6 "the frame is stray" says heard "stray eth0 $(mac client eth0) to 192.168.3.111 count 2"
expect "the other's advertisement is heard" says heard \
  "advert eth0 192.168.3.99 router 51 priority 200 version 2 ttl 255 count 1"
expect "our own is heard as ours" \
  grep -Eq '^advert eth0 192.168.3.108 router 51 .* own$' "$work/heard.log"
