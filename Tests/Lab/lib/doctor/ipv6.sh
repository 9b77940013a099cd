# The doctor's set-up of IPv6: NAT with one network on each side.

servers=(server1 server2)
family=6
client=fd00:3::10

set_up() {
  network outside
  network inside
  machine client outside fd00:3::10/64
  machine director outside fd00:3::1/64,fd00:3::108/128 inside fd00:10::1/64
  machine server1 inside fd00:10::2/64 gateway fd00:10::1
  machine server2 inside fd00:10::3/64 gateway fd00:10::1
  forwards director
  web server1
  web server2
  ipv6_configuration | configuration
  start_directord
  within 20 "both serve" eval 'is "$(table | grep -c Masq)" 2'
}

ipv6_configuration() {
  nat_configuration | sed 's/192.168.3.108/fd00:3::108/; s/10.0.0.2/fd00:10::2/; s/10.0.0.3/fd00:10::3/'
}

served() {
  on client curl -gsS -f --fail-early -o /dev/null --max-time 2 -H 'Connection: close' 'http://[fd00:3::108]/' \
    --next -gsS -f -o /dev/null --max-time 2 -H 'Connection: close' 'http://[fd00:3::108]/'
}
