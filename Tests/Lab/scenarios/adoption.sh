# SIGKILL: the table goes on serving, the next start adopts it, and no request fails
nat_network
web server1
web server2
head -c 200000 /dev/urandom > "$work/pages-server1-80/large"
cp "$work/pages-server1-80/large" "$work/pages-server2-80/large"
nat_configuration | configuration
start_directord
nat_table | becomes 15

traffic client http://192.168.3.108/
begin download client curl -sS --limit-rate 15k -o "$work/downloaded" http://192.168.3.108/large
within 10 "the download has begun" test -s "$work/downloaded"
finish director KILL || true
nat_table | stays 1
before=$(connections)

start_directord
nat_table | stays 3
expect "the kernel's counters went on" test "$(connections)" -ge "$before"
traffic_ends 40
within 20 "a connection from before has ended" not runs download
expect "and is whole" cmp "$work/downloaded" "$work/pages-server1-80/large"

# What happened while nobody looked is seen by the first check.
finish director KILL || true
dies server2
start_directord
becomes 15 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.2:80 Masq 1
END
