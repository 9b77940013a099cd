# The words for checks of one real server each: what must pass, and what must fail for which reason.

check_port=4000
checks_wanted=()

# passes ADDRESS CHECK PORT <<WORDS: this check of it passes.
passes() { one_check "$1" "$2" "$3" ''; }

# fails REASON ADDRESS CHECK PORT <<WORDS: this check of it fails, and says so.
fails() { one_check "$2" "$3" "$4" "$1"; }

one_check() {
  check_port=$((check_port + 1))
  checks_wanted+=("$1:$check_port|$4")
  cat >> "$work/checks.conf" <<END
virtual_server 10.0.0.1 $check_port {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server $1 $check_port {
        $2 {
            connect_port $3
            connect_timeout 4
            retry 0
$(cat)
        }
    }
}
END
}

# judge: directord makes all of them, and each ends as it must.
judge() {
  configuration < "$work/checks.conf"
  start_directord --shadow
  local wanted server reason
  for wanted in "${checks_wanted[@]}"; do
    server=${wanted%%|*} reason=${wanted#*|}
    if [[ $reason ]]; then
      within 20 "$server is down: $reason" says_of "$server" down "$reason"
    else
      within 20 "$server is up" says_of "$server" up ''
    fi
  done
}

# says_of ENDPOINT STATE REASON: it is in that state, for a reason that has this in it.
says_of() { reason "$1" && is "$(real_server "$1" .state)" "$2" && grep -qF -- "$3" <(reason "$1"); }
