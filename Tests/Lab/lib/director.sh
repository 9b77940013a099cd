# The words for the director: the program under test, and the kernel's table on its machine. The
# machine is "director"; where there are more, `as NAME WORD…` says a word of another one.

director=director

# as MACHINE WORD...: the word is about that director.
as() {
  local director=$1
  shift
  "$@"
}

# configuration: the director's file is what follows.
configuration() { cat > "$work/$director.conf"; }

# start_directord [OPTION...]: starts it on its machine, and waits until it answers.
start_directord() {
  launch_directord "$@"
  within 15 "directord answers" status
}

# What a drop-in of the scenario's adds to the capabilities that directord.service leaves: ",+sys_admin".
more_capabilities=

# capabilities: the bounding set of the director, as setpriv(1) wants it.
capabilities() {
  sed -n 's/^CapabilityBoundingSet=//p' "$LAB_ROOT/Packaging/directord.service" |
    tr ' A-Z' '\na-z' | sed -n 's/^cap_/,+/p' | tr -d '\n' | sed "s/.*/-all&$more_capabilities/"
}

# launch_directord [OPTION...]: starts it, with no more capabilities than the unit leaves it; what it
# says is in $work/$director.log.
launch_directord() {
  mkdir -p "/run/$director/runtime" "/run/$director/state"
  begin "$director" "$director" setpriv --bounding-set "$(capabilities)" \
    "$LAB_BUILD/directord" --config "$work/$director.conf" \
    --runtime-directory "/run/$director/runtime" --state-directory "/run/$director/state" "$@"
}

# socket: where it is asked.
socket() { echo "/run/$director/runtime/control.sock"; }

# reload: it reads its file again.
reload() { kill -HUP "${running[$director]}"; }

# status [OPTION...]: what directorctl shows.
status() { "$LAB_BUILD/directorctl" status --socket "$(socket)" "$@"; }

# table: the kernel's table, one line each, without counters:
#   TCP 192.168.3.108:80 wrr
#     -> 10.0.0.2:80 Masq 1
table() {
  on "$director" ipvsadm -Ln | awk '
    NR <= 3 { next }
    $1 == "->" { print service, 1, "  -> " $2 " " $3 " " $4; next }
    { service++; $1 = $1; print service, 0, $0 }' | sort -k 1,1n -k 2,2n -k 3V | cut -d ' ' -f 3-
}

# becomes SECONDS: before the time is over, the kernel's table is what follows.
becomes() {
  local wanted
  wanted=$(cat)
  within "$1" "the table is as it must be" same_table "$wanted"
}

# stays SECONDS: all the time, the kernel's table is what follows.
stays() {
  local wanted
  wanted=$(cat)
  throughout "$1" "the table stays" same_table "$wanted"
}

same_table() { diff <([[ ! $1 ]] || echo "$1") <(table); }

# is_up ENDPOINT, is_down ENDPOINT: what the status says of a real server, "10.0.0.2:80".
is_up() { is "$(real_server "$1" .state)" up; }
is_down() { is "$(real_server "$1" .state)" down; }

# reason ENDPOINT: the words of its checks' last results.
reason() { real_server "$1" '.checks[]'; }

# real_server ENDPOINT JQ-PATH: a value of a real server in the status.
real_server() {
  status --json | jq -r --arg endpoint "$1" \
    "[.. | .realServers? // empty | .[] | select(.endpoint == \$endpoint)][0] | $2"
}

# connections: how many the kernel has counted for all services since they stand.
connections() { on "$director" ipvsadm -Ln --stats --exact | awk '$1 == "TCP" { n += $3 } END { print n + 0 }'; }

# is_refused: the last reload was.
is_refused() { is "$(status --json | jq -r '.status.daemon.lastReload.outcome')" refused; }

# agrees: directord takes nothing that the kernel made of its table for a change by somebody else. It
# looks when it is asked, if it has not looked for a second.
agrees() {
  throughout 3 "directord answers" status
  expect "nobody is said to have changed the table" not says "$director" "somebody else"
}

# instance NAME JQ-PATH: a value of a vrrp_instance in the status.
instance() {
  status --json | jq -r --arg name "$1" \
    ".status.election.instances[] | select(.name == \$name) | $2"
}

# standing INSTANCE: its state in the status.
standing() { instance "$1" .state; }

# stands INSTANCE STATE: that is its state.
stands() { is "$(standing "$1")" "$2"; }

# holds ADDRESS: the director's machine has it.
holds() { on "$director" ip -o address show | grep -F " $1/" > /dev/null; }
