# doctor-daemon: what keeps clients from being served while all checks pass is logged, shown and told to be gone
nat_network
web server1
web server2
nat_configuration | configuration
start_directord
becomes 15 < <(nat_table)
expect "both real servers answer clients" \
  is "$(answered_by client http://192.168.3.108/ 2)" "server1 1 server2 1"

findings() { status --json | jq -c '[.status.doctor.findings[].id] | sort'; }
has() { findings | jq -e --arg id "$1" 'index($id)' > /dev/null; }
examined() { status --json | jq -e '.status.doctor.examined != null' > /dev/null; }
within 10 "the machine is examined" examined
expect "a healthy one has no finding of an error" \
  is "$(status --json | jq -c '[.status.doctor.findings[] | select(.severity == "error")]')" '[]'

"$LAB_BUILD/directorctl" doctor facts --script --vip 192.168.3.108 --client 192.168.3.10 > "$work/script"
for server in 2 3; do
  on server$((server - 1)) sh -s -- --rip 10.0.0.$server --director 10.0.0.1 < "$work/script"
done > "$work/servers.json"
on director "$LAB_BUILD/directorctl" doctor --socket "$(socket)" --config "$work/director.conf" \
  --facts "$work/servers.json" --json > "$work/report.json" || true
expect "nor have the real servers' documents" \
  is "$(jq -c '[.report.findings[] | select(.severity != "note") | .id]' "$work/report.json")" '[]'

# broken ID SEVERITY WHAT MACHINE BREAK MEND: the break is told once by the rule, and its end once.
broken() {
  local id=$1 severity=$2 what=$3 machine=$4
  local gone said
  gone=$(grep -c "doctor: $id .*no longer found" "$work/director.log")
  said=$(told_of "$id $severity")
  on "$machine" sh -c "$5"
  kick
  within 20 "$what: the status has $id" has "$id"
  expect "$what: the checks pass all the same" is_up 10.0.0.2:80
  expect "$what: the log has it once" test "$(told_of "$id $severity")" -eq $((said + 1))
  expect "$what: the page has it" shown "$id"
  on "$machine" sh -c "$6"
  kick
  within 20 "$what: it is gone" not has "$id"
  expect "$what: and the log says so" \
    test "$(grep -c "doctor: $id .*no longer found" "$work/director.log")" -gt "$gone"
}
told_of() { grep -c "doctor: $1" "$work/director.log"; }
shown() { status | grep -q "directorctl doctor.*$1"; }
# kick: the kernel tells of a change, so that nobody waits for a minute; clients ask meanwhile.
kick() {
  on director ip link set lo mtu $((65000 + RANDOM % 500))
  on client curl -s --max-time 1 http://192.168.3.108/ > /dev/null || true
}

# Clients that get no answer ask again.
begin client client bash -c 'while :; do curl -s --max-time 4 http://192.168.3.108/; sleep 0.5; done'

broken N04 error "ip_forward=0" director \
  "sysctl -qw net.ipv4.ip_forward=0" "sysctl -qw net.ipv4.ip_forward=1"
broken N24 error "FORWARD drop" director \
  "iptables-legacy -P FORWARD DROP" "iptables-legacy -P FORWARD ACCEPT"
broken N21 error "INPUT drop" director \
  "iptables-legacy -A INPUT -p tcp --dport 80 -j DROP" "iptables-legacy -F INPUT"
broken N30 error "no virtual address" director \
  "ip address del 192.168.3.108/24 dev eth0" "ip address add 192.168.3.108/24 dev eth0"

# Only the way back of both real servers is wrong: the director sees that no reply comes.
on server2 ip route replace default via 10.0.0.254
broken N02 unknown "another gateway" server1 \
  "ip route replace default via 10.0.0.254" "ip route replace default via 10.0.0.1"
on server2 ip route replace default via 10.0.0.1

# off: nothing is examined, and nothing that was found stands.
on director sysctl -qw net.ipv4.ip_forward=0
kick
within 20 "the machine is examined still" has N04
{ nat_configuration; printf 'global_defs {\n    doctor off\n}\n'; } | configuration
reload
is_off() { status --json | jq -e '.status | has("doctor") | not' > /dev/null; }
within 10 "it is examined no more" is_off
expect "the page says nothing of it" not shown N04
nat_configuration | configuration
reload
within 20 "it is examined again" has N04
