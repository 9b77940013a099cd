# The main job, told step by step; Packaging/quickstart runs it.

if [[ ${LAB_COLOR:-} ]]; then bold=$'\e[1m' green=$'\e[32m' grey=$'\e[90m' plain=$'\e[0m'; fi
seen() { echo "   ${green-}✓${plain-} $1"; }
step() { printf '\n%s%s%s\n' "${bold-}" "$1" "${plain-}"; }
# show COMMAND...: what it says on the director's machine.
show() {
  printf '\n%s   %s# %s%s\n' "${grey-}" "$director" "$*" "${plain-}"
  "$@" | sed 's/^/   /'
  echo
}
directorctl() { "$LAB_BUILD/directorctl" "$@" --socket "$(socket)"; }
ipvsadm() { on "$director" ipvsadm "$@"; }
# both_become TABLE: both directors follow, told with the time that it took.
both_become() {
  local began=$EPOCHREALTIME
  as lb1 becomes 15 <<< "$1" > /dev/null
  as lb2 becomes 15 <<< "$1" > /dev/null
  seen "both directors followed after $(awk "BEGIN { printf \"%.1f\", $EPOCHREALTIME - $began }") s"
}
# serves SHARES: ten requests of the client are answered so.
serves() {
  is "$(answered_by client http://192.168.3.108/ 10)" "$1" || fail "the requests are not shared so: $1"
  seen "ten requests of the client: $1"
}
# waited: the longest time in which the client had no answer since `watch`.
waited() {
  missed
  seen "the client waited for $hole ms at most"
}

pair_network
web server1
web server2
cat <<'END'

   A network in a kernel of its own, which has IPVS. Two directors hold two addresses between them:
   the one that clients ask, and the one that is the way back of the real servers.

   client ──────────────┬── lb1 ──┬──────────── server1  10.0.0.2
   192.168.3.10         └── lb2 ──┘             server2  10.0.0.3
               192.168.3.108   10.0.0.1
END

step "1. The directors start. lb2's file differs in its priority alone, which is 100."
for name in lb1 lb2; do
  as $name pair_configuration $([[ $name == lb1 ]] && echo 150 || echo 100) |
    sed '/^ *$/d' | as $name configuration
done
as lb1 show cat "$work/lb1.conf"
pair_starts outside > /dev/null
seen "lb1 is master of both addresses, lb2 is its backup"
both_become "$(nat_table)"
as lb1 show directorctl status
as lb1 show ipvsadm -Ln
serves "server1 5 server2 5"

step "2. server1 dies: nothing listens there any more."
dies server1
both_become "TCP 192.168.3.108:80 wrr
  -> 10.0.0.3:80 Masq 1"
serves "server2 10"

step "3. server1 comes back."
returns server1
both_become "$(nat_table)"
serves "server1 5 server2 5"

step "4. lb1 dies (SIGKILL, and its addresses go), while the client asks on."
watch client 192.168.3.108 > /dev/null
dead lb1 192.168.3.108/24 eth0 10.0.0.1/8 eth1
within 10 "lb2 has taken over" as lb2 stands outside master
waited
as lb2 show directorctl status
serves "server1 5 server2 5"

step "5. lb1 comes back, and takes its place again."
watch client 192.168.3.108 > /dev/null
as lb1 start_directord > /dev/null
within 20 "lb1 is master" as lb1 stands outside master
within 10 "lb2 is its backup" as lb2 stands outside backup
waited
serves "server1 5 server2 5"

step "6. lb1 is to be maintained: it hands over first, and stays out until it is told otherwise."
watch client 192.168.3.108 > /dev/null
as lb1 show directorctl drain
within 10 "lb2 has taken over" as lb2 stands outside master
waited
serves "server1 5 server2 5"

step "7. lb2 is told to end: there is nobody to hand over to, and it takes with it what is its own."
finish lb2 TERM || fail "directord did not end well"
as lb2 becomes 0 <<< "" > /dev/null
expect "no address is left" not as lb2 holds 192.168.3.108
expect "and no virtual server" is "$(as lb2 table)" ""
