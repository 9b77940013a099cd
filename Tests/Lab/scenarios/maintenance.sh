# directorctl maintenance: a real server gets nothing new and keeps its connections, also over a restart
nat_network
web server1
web server2
head -c 150000 /dev/urandom > "$work/pages-server1-80/large"
nat_configuration 2 1 | configuration
start_directord
nat_table 2 1 | becomes 15
dies server2
becomes 15 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.2:80 Masq 2
END
begin download client curl -sS --limit-rate 15k -o "$work/downloaded" http://192.168.3.108/large
within 10 "the download has begun" test -s "$work/downloaded"
returns server2
nat_table 2 1 | becomes 15

maintenance() { "$LAB_BUILD/directorctl" maintenance --socket "$(socket)" "$@"; }
expect "it is taken out of service" maintenance 10.0.0.2:80 on --reason "new disk"
expect "and is, when the answer comes" same_table "$(nat_table 0 1)"
expect "the status says why" is "$(real_server 10.0.0.2:80 .maintenance)" "new disk"
expect "nothing new goes there" \
  is "$(answered_by client http://192.168.3.108/ 4)" "server2 4"
within 20 "a connection from before has ended" not runs download
expect "and is whole" cmp "$work/downloaded" "$work/pages-server1-80/large"

since=$(real_server 10.0.0.2:80 .maintenanceSince)
finish director KILL || true
start_directord
nat_table 0 1 | stays 3
expect "it is as old as it was" is "$(real_server 10.0.0.2:80 '.maintenanceSince - '"$since"' | fabs < 0.5')" true
expect "a name that is none is refused" not maintenance 10.0.0.9:80 on
expect "one that was not put there is told" not maintenance 10.0.0.2 off
expect "it serves again" maintenance 10.0.0.2:80 off
nat_table 2 1 | becomes 5
