# forwarded-dr: a check along the way of clients sees that the VIP is missing on a real server
dr_network
forwarded_configuration both | configuration
start_directord
within 15 "it says what the kernel drops" says director "net.ipv4.conf.eth0.accept_local"
expect "and takes nobody for dead" not says director "is DOWN"
forwarded_configuration both check_accept_local | configuration
reload
within 15 "both serve once their answers are let in" serve 192.168.3.2:80 192.168.3.3:80
expect "accept_local is set" is "$(accepts)" 1
expect "each has a service for its checks" is "$(check_services)" 2
expect "which no status shows" is "$(status --json | jq '.status.virtualServers | length')" 1
expect "the requests are shared" \
  is "$(answered_by client http://192.168.3.108/ 6)" "server1 3 server2 3"

on server2 ip address del 192.168.3.108/32 dev lo
within 15 "the one without the VIP is out" serve 192.168.3.2:80
within 15 "and the reason says why" says_of 192.168.3.3:80 down \
  "answers at its own address, but not through direct routing: the VIP 192.168.3.108 is probably missing on its loopback"
on server2 ip address add 192.168.3.108/32 dev lo
within 15 "it is back with its VIP" serve 192.168.3.2:80 192.168.3.3:80

on director ipvsadm -D -f "$(table | awk '$1 == "FWM" { print $2; exit }')"
within 40 "what somebody removed is there again" eval '[[ $(check_services) == 2 ]]'
within 15 "and both serve" serve 192.168.3.2:80 192.168.3.3:80
expect "nobody was taken for dead" not says director "connection refused"
