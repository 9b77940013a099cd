# The doctor's set-up of tunnelling: the real servers are beyond a router, and answer past the director.
#
#   client, director ── outside ── router ── remote ── server1, server2      server3 ── outside

servers=(server1 server2)

set_up() {
  local server
  network outside
  network remote
  machine client outside 192.168.3.10/24 gateway 192.168.3.254
  machine director outside 192.168.3.1/24,192.168.3.108/32 gateway 192.168.3.254
  machine router outside 192.168.3.254/24 remote 172.16.0.254/24
  machine server1 remote 172.16.0.2/24 gateway 172.16.0.254
  machine server2 remote 172.16.0.3/24 gateway 172.16.0.254
  machine server3 outside 192.168.3.30/24 gateway 192.168.3.254
  forwards router
  for server in server1 server2 server3; do
    on $server busybox sysctl -qw net.ipv4.conf.{all,tunl0}.rp_filter=0 \
      net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
    ip -n $server link set tunl0 up
    ip -n $server address add 192.168.3.108/32 dev tunl0
    # So that clients send nothing that does not fit into the tunnel.
    ip -n $server route change default via $([[ $server == server3 ]] && echo 192.168.3.254 || echo 172.16.0.254) advmss 1440
    web $server
  done
  tun_configuration 172.16.0.2 172.16.0.3 | configuration
  start_directord
  within 20 "both serve" tun_serves 172.16.0.2:80 172.16.0.3:80
}

# tun_configuration ADDRESS...: directord's file. $tunnel has more words for real servers.
tunnel=
tun_configuration() {
  local address
  echo 'virtual_server 192.168.3.108 80 {'
  printf '%s\n' 'delay_loop 1' 'lb_algo rr' 'lb_kind TUN' 'protocol TCP' 'delay_before_retry 0.5'
  for address; do
    printf 'real_server %s 80 {\n%s\nTCP_CHECK {\nconnect_timeout 2\n}\n}\n' $address "$tunnel"
  done
  echo '}'
}

tun_serves() { is "$(table | awk '$1 == "->" { print $2 }' | xargs)" "$*"; }

served() { asked client http://192.168.3.108/; }
# uploaded: a request that fills its packets is answered.
uploaded() {
  on client curl -sS -f --fail-early -o /dev/null --max-time 3 -H 'Connection: close' \
    -H "X: $(printf '%03000d' 1)" "http://192.168.3.108/?[1-2]"
}
