# A broken file is refused whole, with the place that is at fault; the old configuration goes on
nat_network
web server1
web server2
nat_configuration | configuration
start_directord
nat_table | becomes 15

{
  nat_configuration 4 4
  printf 'virtual_server 192.168.3.108 81 {\n    real_server 10.0.0.300 80 {\n    }\n}\n'
} | configuration
reload
within 15 "the log names the place" says director "director.conf:19:17:"
within 15 "the status tells" is_refused
nat_table | stays 2

dies server1
becomes 15 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.3:80 Masq 1
END
