# The main job, told step by step; Packaging/quickstart runs it.

if [[ ${LAB_COLOR:-} ]]; then bold=$'\e[1m' green=$'\e[32m' grey=$'\e[90m' plain=$'\e[0m'; fi
seen() { echo "   ${green-}✓${plain-} $1"; }
step() { printf '\n%s%s%s\n' "${bold-}" "$1" "${plain-}"; }
show() {
  printf '\n%s   %s%s\n' "${grey-}" "$*" "${plain-}"
  "$@" | sed 's/^/   /'
  echo
}
# What the director's own commands show.
look() {
  show directorctl status
  show ipvsadm -Ln
}
directorctl() { "$LAB_BUILD/directorctl" "$@" --socket "$(socket)"; }
ipvsadm() { on director ipvsadm "$@"; }
shared() { answered_by client http://192.168.3.108/ 10; }

nat_network
web server1
web server2
cat <<'END'

   A network in a kernel of its own, which has IPVS:

   client ────────────── director ─────────┬──── server1
   192.168.3.10     192.168.3.108 (VIP)    │     10.0.0.2
                    10.0.0.1               └──── server2
                                                 10.0.0.3
END

step "1. directord starts with this configuration, and checks both real servers each second."
nat_configuration | configuration
show cat "$work/director.conf"
start_directord
nat_table | becomes 15
look
is "$(shared)" "server1 5 server2 5" || fail "the requests are not shared"
seen "ten requests of the client: five to each real server"

step "2. server1 dies: nothing listens there any more."
began=$EPOCHREALTIME
dies server1
becomes 15 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.3:80 Masq 1
END
seen "it followed after $(awk "BEGIN { printf \"%.1f\", $EPOCHREALTIME - $began }") s"
look
is "$(shared)" "server2 10" || fail "server2 does not serve alone"
seen "ten requests of the client: all answered by server2"

step "3. server1 comes back."
began=$EPOCHREALTIME
returns server1
nat_table | becomes 15
seen "it followed after $(awk "BEGIN { printf \"%.1f\", $EPOCHREALTIME - $began }") s"
look
is "$(shared)" "server1 5 server2 5" || fail "the requests are not shared"
seen "ten requests of the client: five to each real server"

step "4. directord itself is killed (SIGKILL) while the client asks on, and is started again."
traffic client http://192.168.3.108/
finish director KILL || true
nat_table | stays 2
start_directord
nat_table | stays 2
traffic_ends 20

step "5. directord is stopped: it takes with it what is its own."
finish director TERM || fail "directord did not end well"
becomes 0 <<< ""
