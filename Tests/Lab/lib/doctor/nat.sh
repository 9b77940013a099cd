# The doctor's NAT set-up: the classic one, with a router on both sides and a client behind it.
#
#   client ── outside ── eth0 director eth1 ── inside ── server1, server2
#   .10                  .1 and .108  10.0.0.1           10.0.0.2  10.0.0.3
#   far ── beyond ── router (192.168.3.254, 10.0.0.254)
#   198.51.100.10

servers=(server1 server2)

set_up() {
  nat_machines
  web server1
  web server2
  nat_configuration | configuration
  start_directord
  becomes 20 <<< "$(nat_table)"
}

nat_machines() {
  network outside
  network inside
  network beyond
  machine client outside 192.168.3.10/24
  machine far beyond 198.51.100.10/24 gateway 198.51.100.1
  machine router outside 192.168.3.254/24 inside 10.0.0.254/8 beyond 198.51.100.1/24
  machine director outside 192.168.3.1/24,192.168.3.108/32 inside 10.0.0.1/8 gateway 192.168.3.254
  machine server1 inside 10.0.0.2/8 gateway 10.0.0.1
  machine server2 inside 10.0.0.3/8 gateway 10.0.0.1
  forwards director
  forwards router
  rule director -t nat -A POSTROUTING -s 10.0.0.0/8 -o eth0 -j MASQUERADE
}

# served: clients are answered by every real server that serves.
served() { asked client http://192.168.3.108/; }

# far_served: the same for the client behind the router.
far_served() { asked far http://192.168.3.108/; }
