# The words for the director: the program under test, and the kernel's table on its machine.

runtime=/run/directord
state=/run/directord-state
socket=$runtime/control.sock

# configuration: the director's file is what follows.
configuration() { cat > "$work/directord.conf"; }

# start_directord [OPTION...]: starts it on the machine "director", and waits until it answers.
start_directord() {
  mkdir -p "$runtime" "$state"
  begin directord director "$LAB_BUILD/directord" --config "$work/directord.conf" \
    --runtime-directory "$runtime" --state-directory "$state" "$@"
  within 10 "directord answers" status
}

# reload: it reads its file again.
reload() { kill -HUP "${running[directord]}"; }

# status [OPTION...]: what directorctl shows.
status() { "$LAB_BUILD/directorctl" status --socket "$socket" "$@"; }

# field JQ-PATH: one value of the status.
field() { status --json | jq -r "$1"; }

# table: the kernel's table, one line each, without counters:
#   TCP 192.168.3.108:80 wrr
#     -> 10.0.0.2:80 Masq 1
table() {
  on director ipvsadm -Ln | awk '
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

same_table() { diff <(echo "$1") <(table); }

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
connections() { on director ipvsadm -Ln --stats --exact | awk '$1 == "TCP" { n += $3 } END { print n + 0 }'; }

# is_refused: the last reload was.
is_refused() { is "$(status --json | jq -r '.status.daemon.lastReload.outcome')" refused; }
