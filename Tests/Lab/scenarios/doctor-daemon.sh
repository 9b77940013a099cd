# doctor-daemon: what keeps clients from being served while all checks pass is logged, shown and told to be gone
nat_network
web server1
web server2
nat_configuration | configuration
start_directord
becomes 15 < <(nat_table)
expect "the client is served" answers client http://192.168.3.108/ server1

findings() { status --json | jq -c '[.status.doctor.findings[].id] | sort'; }
has() { findings | jq -e --arg id "$1" 'index($id)' > /dev/null; }
examined() { status --json | jq -e '.status.doctor.examined != null' > /dev/null; }
within 10 "the machine is examined" examined
expect "a healthy one has no finding of an error" \
  is "$(status --json | jq -c '[.status.doctor.findings[] | select(.severity == "error")]')" '[]'

# broken ID WHAT BREAK MEND: the break is told once by the rule, and its end once.
broken() {
  local id=$1 what=$2
  on director sh -c "$3"
  kick
  within 15 "$what: the status has $id" has "$id"
  expect "$what: the checks pass all the same" is_up 10.0.0.2:80
  expect "$what: the log has it" says director "doctor: $id error"
  expect "$what: the page has it" status_shows "$id"
  on director sh -c "$4"
  kick
  within 15 "$what: it is gone" not has "$id"
  expect "$what: and the log says so" says director "no longer found"
}
status_shows() { status | grep -q "directorctl doctor.*$1"; }
# kick: the kernel tells of a change, so that nobody waits for a minute.
kick() { on director ip link set lo mtu $((65000 + RANDOM % 500)); }

broken N04 "ip_forward=0" "sysctl -qw net.ipv4.ip_forward=0" "sysctl -qw net.ipv4.ip_forward=1"

{ echo "global_defs { doctor off }"; nat_configuration; } | sed 's/{ doctor off }/{\n doctor off\n}/' | configuration
reload
within 15 "switched off, the status has none" is "$(status --json | jq .status.doctor)" null
