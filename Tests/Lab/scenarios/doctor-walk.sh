# doctor --walk: the path of a client through NAT, direct routing and a tunnel as a picture, and what breaks it
nat_network
web server1
serve_by() { on "$1" ipvsadm -A -t "$2:80" -s rr && on "$1" ipvsadm -a -t "$2:80" -r "$3:80" "$4"; }
serve_by director 192.168.3.108 10.0.0.2 -m

# walk NAME MACHINE CLIENT ADDRESS: walks on the machine while the client asks once; the page is in
# $work/NAME.log.
walk() {
  begin "$1" "$2" "$LAB_BUILD/directorctl" doctor --socket /none --no-probes --walk 4s \
    --client "$(ip -n "$3" -4 -o address show dev eth0 | sed -E 's/.*inet ([^/]+).*/\1/')"
  within 5 "the walk begins ($1)" says "$1" "let "
  on "$3" curl -s -m 2 -o /dev/null "http://$4/"
  within 10 "the walk ends ($1)" says "$1" "passed"
}
shows() { grep -Eq -- "$2" "$work/$1.log" || { cat "$work/$1.log"; return 1; }; }

walk nat director client 192.168.3.108
expect "it names the service" shows nat '^tcp 192.168.3.108:80$'
expect "the request arrives" shows nat '192.168.3.10 -> 192.168.3.108:80: 1 SYN, arrives on eth0$'
expect "it goes on" shows nat '192.168.3.10 -> 10.0.0.2:80: 1 SYN, leaves by eth1$'
expect "the reply arrives" shows nat '10.0.0.2:80 -> 192.168.3.10: 1 SYN-ACK, arrives on eth1$'
expect "it goes back" shows nat '192.168.3.108:80 -> 192.168.3.10: 1 SYN-ACK, leaves by eth0$'
expect "IPVS counted" shows nat 'IPVS: [1-9][0-9]* packets in, [1-9][0-9]* out'
expect "no error" not shows nat ' error '

# The director does not forward.
on director busybox sysctl -qw net.ipv4.ip_forward=0
walk forward director client 192.168.3.108
expect "the reply arrives" shows forward '10.0.0.2:80 -> 192.168.3.10: [1-9] SYN-ACK, arrives on eth1$'
expect "it does not go back" shows forward '192.168.3.108:80 -> 192.168.3.10: not seen$'
expect "ip_forward is blamed" shows forward '^N04 error'
on director busybox sysctl -qw net.ipv4.ip_forward=1

# The real server's gateway is another one.
on server1 ip route replace default via 10.0.0.254
walk gateway director client 192.168.3.108
expect "the request goes on" shows gateway '192.168.3.10 -> 10.0.0.2:80: [1-9] SYN, leaves by eth1$'
expect "no reply arrives" shows gateway '10.0.0.2:80 -> 192.168.3.10: not seen$'
expect "the way of the replies is in question" shows gateway '^N(02|03|10|11|12|16) '
on server1 ip route replace default via 10.0.0.1

# blames NAME ID WHAT BREAK MEND: while the director or server1 is broken, the walk says who is to blame.
blames() {
  eval "$4"
  walk "$1" director client 192.168.3.108
  expect "$3: the request arrives" shows "$1" "$arrives"
  expect "$3: $2 is blamed" shows "$1" "^$2 error"
  eval "$5"
}
arrives='192.168.3.10 -> 192.168.3.108:80: [1-9] SYN, arrives on eth0$'
goes_on='192.168.3.10 -> 10.0.0.2:80: [1-9] SYN, leaves by eth1$'
stays='192.168.3.10 -> 10.0.0.2:80: not seen$'

blames dead N13 "nobody listens" "dies server1" "returns server1"
expect "the request goes on" shows dead "$goes_on"
expect "the real server resets it" shows dead '10.0.0.2:80 -> 192.168.3.10: [1-9] RST, arrives on eth1$'

blames rejecting N15 "the real server's firewall rejects" \
  "on server1 iptables-legacy -A INPUT -p tcp --dport 80 -j REJECT --reject-with icmp-admin-prohibited" \
  "on server1 iptables-legacy -F INPUT"
expect "the real server says so" shows rejecting '10.0.0.2:80 -> 192.168.3.10: [1-9] ICMP 3/13, arrives on eth1$'

blames filtered N24 "FORWARD drops replies" \
  "on director iptables-legacy -P FORWARD DROP" "on director iptables-legacy -P FORWARD ACCEPT"
expect "the reply arrives" shows filtered '10.0.0.2:80 -> 192.168.3.10: [1-9] SYN-ACK, arrives on eth1$'
expect "it does not go back" shows filtered '192.168.3.108:80 -> 192.168.3.10: not seen$'

blames input N21 "INPUT drops clients" \
  "on director iptables-legacy -A INPUT -i eth0 -p tcp --dport 80 -j DROP" \
  "on director iptables-legacy -F INPUT"
expect "IPVS did not take it" shows input 'IPVS: 0 packets in, 0 out'
expect "it does not go on" shows input "$stays"

blames weightless N37 "the real server has no weight" \
  "on director ipvsadm -e -t 192.168.3.108:80 -r 10.0.0.2:80 -m -w 0" \
  "on director ipvsadm -e -t 192.168.3.108:80 -r 10.0.0.2:80 -m -w 1"
expect "it does not go on" shows weightless "$stays"
expect "the client is told" shows weightless '192.168.3.108:80 -> 192.168.3.10: [1-9] ICMP 3/3, leaves by eth0$'

blames unplugged N17 "the real server is off the wire" \
  "ip link set server1.0 down; ip -n director neigh flush all" "ip link set server1.0 up"
expect "it does not go on" shows unplugged "$stays"

# Nobody asks.
begin silent director "$LAB_BUILD/directorctl" doctor --socket /none --no-probes --walk 1s \
  --client 192.168.3.77
within 5 "the walk ends" says silent "passed"
expect "it says that nothing came" shows silent 'No packet of 192.168.3.77 came by in 1 s'

# Ctrl-C ends it at once, and what was seen is told.
begin broken director "$LAB_BUILD/directorctl" doctor --socket /none --no-probes --walk 600s
within 5 "the walk begins" says broken "let "
on client curl -s -m 2 -o /dev/null http://192.168.3.108/
kill -INT "${running[broken]}"
within 5 "the walk ends" says broken "passed"
expect "the client was found" shows broken '^  CLIENT 192.168.3.10$'

# Direct routing: the answer does not pass the director.
network lan
machine dr-client lan 192.168.5.10/24
machine dr lan 192.168.5.1/24,192.168.5.108/32
machine dr-server lan 192.168.5.2/24
on dr-server busybox sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
on dr-server ip address add 192.168.5.108/32 dev lo
web dr-server
serve_by dr 192.168.5.108 192.168.5.2 -g
walk dr dr dr-client 192.168.5.108
expect "the request arrives" shows dr '192.168.5.10 -> 192.168.5.108:80: 1 SYN, arrives on eth0$'
expect "it leaves for the real server's card" \
  shows dr "192.168.5.10 -> 192.168.5.108:80 to $(ip -n dr-server -o link show eth0 |
    sed -E 's/.*ether ([^ ]+).*/\1/'): 1 SYN, leaves by eth0\$"
expect "the client goes on" shows dr 'past the director: the client goes on$'

# A tunnel.
on dr-server ip address del 192.168.5.108/32 dev lo
on dr-server ip link set tunl0 up
on dr-server ip address add 192.168.5.108/32 dev tunl0
on dr-server busybox sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.tunl0.rp_filter=0
on dr ipvsadm -e -t 192.168.5.108:80 -r 192.168.5.2:80 -i
walk tunnel dr dr-client 192.168.5.108
expect "it leaves within another packet" shows tunnel \
  'director -> 192.168.5.2, inside 192.168.5.10 -> 192.168.5.108:80: [1-9] IP-in-IP, leaves by eth0$'
expect "the client goes on" shows tunnel 'past the director: the client goes on$'
on dr-server ip link set tunl0 down
walk down dr dr-client 192.168.5.108
expect "the real server has no tunnel" shows down 'errors: [1-9] ICMP 3/[23], arrives on eth0$'
expect "the tunnel is blamed" shows down '^T01 error'
on dr-server ip link set tunl0 up
on dr-server iptables-legacy -A INPUT -p 4 -j DROP
walk deaf dr dr-client 192.168.5.108
expect "the client does not go on" shows deaf 'past the director: not seen from here$'
expect "the tunnel is in question" shows deaf '^T0[2-4] '
