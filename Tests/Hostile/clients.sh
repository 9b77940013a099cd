# Clients ask for the status of 5,000 real servers ten times a second: all are answered, checks go on in time
machine director
begin acceptor director python3 "$(dirname "$1")/lib/accept.py" 80
seq 0 499 | awk '{
  print "virtual_server 10.200." int($1 / 256) "." $1 % 256 " 80 {"
  print " delay_loop 10\n lb_algo rr\n lb_kind NAT\n protocol TCP"
  for (i = 0; i < 10; i++) {
    n = $1 * 10 + i
    print " real_server 127.1." int(n / 256) "." n % 256 " 80 {\n  TCP_CHECK {\n   connect_timeout 5\n  }\n }"
  }
  print "}"
}' | configuration
start_directord --shadow

# ups: how many real servers are up.
ups() { status --json | jq '[.status.virtualServers[].realServers[] | select(.state == "up")] | length'; }
all_up() { is "$(ups)" 5000; }
within 60 "all are up" all_up
started() { status --json | jq .status.probes.started; }

before=$(started)
ask=$(dirname "$1")/lib/ask.py
expect "every question is answered" is "$(python3 "$ask" "$(socket)" 10 10)" "100 of 100"
expect "checks went on" test "$(started)" -gt "$before"
expect "none is overdue" is \
  "$(status --json | jq '[.. | .overdue? // empty | select(. == true)] | length')" 0
expect "and all are up" all_up
seen "the longest turn: $(status --json | jq '.status.daemon.loop.longestTurn * 1000 | floor') ms"
