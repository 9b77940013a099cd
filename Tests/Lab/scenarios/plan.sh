# A plan names what a changed file would do, does nothing of it, and is what then happens
nat_network
web server1
web server2
machine server3 inside 10.0.0.4/8 gateway 10.0.0.1
web server3
nat_configuration | configuration
start_directord
nat_table | becomes 15
within 5 "both are up" is_up 10.0.0.3:80

plan() { on director "$LAB_BUILD/directorctl" plan --socket "$(socket)" "$@"; }
# planned FILE JQ-FILTER: what the plan's operations come to.
planned() { plan "$1" --json | jq -r ".plan.operations[] | $2"; }

plan "$work/director.conf" > "$work/plan.txt"
expect "no change ends with 0" is $? 0
expect "and says so" grep -q '^no changes; 2 checks would go on' "$work/plan.txt"

# Another scheduler and weight, one real server less and one more.
nat_configuration 3 | sed -e 's/lb_algo wrr/lb_algo wlc/' -e 's/10\.0\.0\.3/10.0.0.4/' > "$work/next.conf"
# A connection that stands, through the real server that goes.
on client busybox nc 192.168.3.108 80 < <(sleep 60) > /dev/null &
on client busybox nc 192.168.3.108 80 < <(sleep 60) > /dev/null &
within 5 "a connection stands through 10.0.0.3" eval \
  '(( $(on director ipvsadm -Ln | awk "/10.0.0.3:80/ { print \$5 }") > 0 ))'
plan "$work/next.conf" > "$work/plan.txt"
expect "changes end with 2" is $? 2
cat "$work/plan.txt"
for line in '~ virtual server tcp 192.168.3.108:80' '    scheduler: wrr -> wlc' \
  '~ real server 10.0.0.2:80 of tcp 192.168.3.108:80' '    weight: 1 -> 3' \
  '- real server 10.0.0.3:80 of tcp 192.168.3.108:80' \
  '+ real server 10.0.0.4:80 of tcp 192.168.3.108:80: weight 1, NAT' \
  '    once its checks have passed' '+ check TCP_CHECK of 10.0.0.4:80' \
  '- check TCP_CHECK of 10.0.0.3:80'; do
  expect "the plan has: $line" grep -qxF -- "$line" "$work/plan.txt"
done
expect "it counts the connections that are cut" grep -q 'noticed by clients: [1-9][0-9]* connections* cut' "$work/plan.txt"
nat_table | stays 1
planned "$work/next.conf" '"\(.moment) \(.action) \(.object)"' | sort > "$work/planned"

# Now it is done: the log says what the kernel was told.
cp "$work/next.conf" "$work/director.conf"
finish_reload() { on director "$LAB_BUILD/directorctl" reload --socket "$(socket)"; }
expect "the reload is accepted" finish_reload
becomes 10 << "TABLE"
TCP 192.168.3.108:80 wlc
  -> 10.0.0.2:80 Masq 3
  -> 10.0.0.4:80 Masq 1
TABLE
cat > "$work/expected" << "LIST"
afterChecks add real server 10.0.0.4:80 of tcp 192.168.3.108:80
atOnce change real server 10.0.0.2:80 of tcp 192.168.3.108:80
atOnce change virtual server tcp 192.168.3.108:80
atOnce remove real server 10.0.0.3:80 of tcp 192.168.3.108:80
LIST
expect "what was planned is what happened" diff "$work/expected" "$work/planned"

# The sync daemons are planned too.
{ printf 'global_defs {\n  lvs_sync_daemon eth1\n}\n'; cat "$work/next.conf"; } > "$work/synced.conf"
planned "$work/synced.conf" '"\(.action) \(.object)"' > "$work/planned"
printf 'add the sync daemon as %s on eth1, id 0\n' master backup > "$work/expected"
expect "the sync daemons are planned" diff "$work/expected" "$work/planned"
cp "$work/synced.conf" "$work/director.conf"
expect "the reload is accepted" finish_reload
expect "and they run" is "$(on director ipvsadm -l --daemon | grep -c 'eth1')" 2

echo 'virtual_server 192.168.3.108 80 { lb_agli wrr }' > "$work/broken.conf"
plan "$work/broken.conf" > "$work/plan.txt"
expect "a broken file ends with 1" is $? 1
expect "and its place is told" grep -q 'broken.conf:1:35' "$work/plan.txt"
