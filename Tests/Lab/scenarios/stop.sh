# SIGTERM removes what is ours and nothing else; with keep_table_on_stop it leaves the table serving
nat_network
web server1
web server2
on director ipvsadm -A -t 192.168.3.108:8080 -s lc
nat_configuration | configuration
start_directord
becomes 15 <<END
$(nat_table)
TCP 192.168.3.108:8080 lc
END

finish director TERM
expect "it ends well" is $? 0
becomes 0 <<END
TCP 192.168.3.108:8080 lc
END
on director ipvsadm -C

{
  printf 'global_defs {\n    keep_table_on_stop\n}\n'
  nat_configuration
} | configuration
start_directord
nat_table | becomes 15
finish director TERM
expect "it ends well" is $? 0
nat_table | stays 1
expect "the table serves" is "$(answered_by client http://192.168.3.108/ 4)" "server1 2 server2 2"
