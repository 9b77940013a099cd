# The doctor's set-up of direct routing; the router is the gateway of all.
#
#   client  director             server1  server2, all on lan      far ── beyond ── router (.254)
#   .10     .1, 192.168.3.108    .2       .3, with the VIP on lo   198.51.100.10

servers=(server1 server2)

set_up() {
  local server
  network lan
  network beyond
  machine client lan 192.168.3.10/24 gateway 192.168.3.254
  machine far beyond 198.51.100.10/24 gateway 198.51.100.1
  machine router lan 192.168.3.254/24 beyond 198.51.100.1/24
  machine director lan 192.168.3.1/24,192.168.3.108/32 gateway 192.168.3.254
  machine server1 lan 192.168.3.2/24 gateway 192.168.3.254
  machine server2 lan 192.168.3.3/24 gateway 192.168.3.254
  forwards router
  for server in server1 server2; do
    on $server busybox sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
    ip -n $server address add 192.168.3.108/32 dev lo
    web $server
  done
  dr_configuration 192.168.3.2:80 192.168.3.3:80 | configuration
  start_directord
  within 20 "both serve" dr_serves 192.168.3.2:80 192.168.3.3:80
}

# dr_configuration ENDPOINT...: directord's file.
dr_configuration() {
  local endpoint
  echo 'virtual_server 192.168.3.108 80 {'
  printf '%s\n' 'delay_loop 1' 'lb_algo rr' 'lb_kind DR' 'protocol TCP' 'delay_before_retry 0.5'
  for endpoint; do
    printf 'real_server %s %s {\nTCP_CHECK {\nconnect_timeout 2\n}\n}\n' ${endpoint/:/ }
  done
  echo '}'
}

# dr_again: directord has its first file, and both serve.
dr_again() {
  dr_configuration 192.168.3.2:80 192.168.3.3:80 | configuration
  reload
  within 10 "both serve" dr_serves 192.168.3.2:80 192.168.3.3:80
}

# dr_serves ENDPOINT...: the kernel's table has these.
dr_serves() { is "$(table | awk '$1 == "->" { print $2 }' | xargs)" "$*"; }

served() { asked client http://192.168.3.108/; }
far_served() { asked far http://192.168.3.108/; }
