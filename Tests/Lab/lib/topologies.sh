# Networks that several scenarios share.

# The classic NAT set-up: the real servers reach the world only through the director.
#
#   client ── outside ── eth0 director eth1 ── inside ── server1, server2
#   .10                  192.168.3.108  10.0.0.1         10.0.0.2  10.0.0.3
nat_network() {
  network outside
  network inside
  machine client outside 192.168.3.10/24
  machine director outside 192.168.3.108/24 inside 10.0.0.1/8
  machine server1 inside 10.0.0.2/8 gateway 10.0.0.1
  machine server2 inside 10.0.0.3/8 gateway 10.0.0.1
  forwards director
}
