# Somebody flushes the kernel's table: ours stands again within 2 s
nat_network
web server1
web server2
nat_configuration 3 1 | configuration
start_directord
nat_table 3 1 | becomes 15

on director ipvsadm -C
nat_table 3 1 | becomes 2
expect "the requests are shared" \
  is "$(answered_by client http://192.168.3.108/ 8)" "server1 6 server2 2"
