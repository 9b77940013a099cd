# forwarded-marks: the services of checks along the way of clients outlive a kill, and go when nobody needs them
dr_network
forwarded_configuration both check_accept_local | configuration
start_directord
within 15 "both serve" serve 192.168.3.2:80 192.168.3.3:80
finish director KILL || true
expect "what a killed one leaves is there" is "$(check_services)" 2
forwarded_configuration forwarded check_accept_local | configuration
start_directord
within 15 "the next one goes on with it" serve 192.168.3.2:80 192.168.3.3:80
expect "and with the same marks" is "$(check_services)" 2
dies server1
within 15 "a dead one is out" serve 192.168.3.3:80
finish director KILL || true
rm -rf /run/director/state
forwarded_configuration direct | configuration
start_directord
within 15 "services for checks that nobody makes are removed, though nothing tells of them" \
  eval '[[ $(check_services) == 0 ]]'

on director sysctl -qw net.ipv4.conf.eth0.accept_local=0
forwarded_configuration both check_accept_local | configuration
reload
within 15 "a reload makes them" eval '[[ $(check_services) == 2 ]]'
finish director
expect "at the end nothing is left" is "$(table)" ""
expect "neither is the setting" is "$(accepts)" 0
