# The words for two that hold one address between them, told by the same file: "ours", a directord, and
# "theirs", a keepalived unless the scenario says their_daemon=directord.
their_daemon=keepalived

# A scenario says how their packets travel:
#   carrier MACHINE     the lines of vrrp_instance that are about it
#   addresses           what they hold; the first counts
#   own MACHINE         from where it speaks
addresses() { echo 192.0.2.100/24; }
own() { [[ $1 == ours ]] && echo 192.0.2.1 || echo 192.0.2.2; }

# link_local_of MACHINE, peer MACHINE: its address on the link; the other one.
link_local_of() { [[ $1 == ours ]] && echo fe80::1 || echo fe80::2; }
peer() { [[ $1 == ours ]] && echo theirs || echo ours; }

# neighbors_network: both, a client, and all that passes the card of ours in $work/wire.pcap.
#
#   client ── lan ── ours, theirs   both
#   .10              .1    .2       .100
neighbors_network() {
  network lan
  machine ours lan 192.0.2.1/24
  machine theirs lan 192.0.2.2/24
  machine client lan 192.0.2.10/24,2001:db8::10/64
  local member
  for member in ours theirs; do link_local "$member"; done
  watch_wire ours.0
}

# link_local MACHINE: its card has one such address, fe80::1 or fe80::2, and it counts at once.
link_local() {
  ip -n "$1" link set eth0 addrgenmode none
  ip -n "$1" -6 address flush dev eth0 scope link
  ip -n "$1" address add "$(link_local_of "$1")/64" dev eth0 nodad
}

# watch_wire CARD: keeps what passes there. With tcpdump's own bounds there is room for 31 packets, and a
# master of many addresses announces hundreds at once.
watch_wire() {
  tcpdump -i "$1" --immediate-mode -s 9000 -B 16384 -U -w "$work/wire.pcap" \
    "ip proto 112 or ip proto 51 or ip6 proto 112 or arp or icmp6" > "$work/wire.log" 2>&1 &
  running[wire]=$!
  within 5 "the wire is watched" says wire "listening on"
}

# member MACHINE PRIORITY [LINES [GLOBAL-LINES]]: its file.
member() {
  cat <<LINES
global_defs {
    ${4-}
}
${5-}
vrrp_instance one {
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority $2
    $(carrier "$1")
    ${3-}
    virtual_ipaddress {
        $(addresses)
    }
}
LINES
}

# joins MACHINE PRIORITY [LINES…]: its daemon starts with that file. What is asked of the time after
# the last act is asked since $SINCE.
joins() {
  SINCE=$EPOCHREALTIME
  member "$@" > "$work/$1.conf"
  if [[ $1 == ours || $their_daemon == directord ]]; then
    as "$1" launch_directord
  else
    keepalived "$1"
  fi
}

# rereads MACHINE PRIORITY [LINES…]: the daemon that runs there reads that file.
rereads() {
  member "$@" > "$work/$1.conf"
  kill -HUP "${running[$1]}"
}

# keepalived MACHINE: Debian's, with $work/MACHINE.conf; what it says is in $work/MACHINE.log. It is a
# real-time program, as ours is, so that a busy machine does not make it miss its adverts.
keepalived() {
  local first=(chrt --rr 10)
  "${first[@]}" true 2> /dev/null || first=()
  mkdir -p "/run/$1"
  begin "$1" "$1" "${first[@]}" keepalived --dont-fork --vrrp --log-console --log-detail \
    --use-file "$work/$1.conf" --pid "/run/$1/keepalived.pid" --vrrp_pid "/run/$1/vrrp.pid"
}

# leaves MACHINE: its daemon is told to end, and ends.
leaves() {
  SINCE=$EPOCHREALTIME
  finish "$1" TERM || true
}

# dies_silently MACHINE: its daemon is killed; a dead machine has no addresses.
dies_silently() {
  SINCE=$EPOCHREALTIME
  # keepalived's child first: it would say farewell when its parent is gone.
  kill -KILL $(cat "/run/$1/vrrp.pid" 2> /dev/null) "${running[$1]}"
  wait "${running[$1]}" 2> /dev/null
  unset "running[$1]"
  local address
  for address in $(addresses); do ip -n "$1" address del "$address" dev eth0 2> /dev/null; done
}

# parts, meets: what ours says is not heard any more, and heard again; its link stays up.
parts() { ip link set ours.0 nomaster; }
meets() {
  SINCE=$EPOCHREALTIME
  ip link set ours.0 master lan
}

# has MACHINE: it alone holds the address.
has() {
  local address other
  address=$(addresses | head -n 1)
  for other in ours theirs; do
    if [[ $other == "$1" ]]; then
      as "$other" holds "${address%/*}" || return
    else
      not as "$other" holds "${address%/*}" || return
    fi
  done
}

# advertisements: those that passed, one a line: time, source, priority.
advertisements() {
  tcpdump -r "$work/wire.pcap" -n -tt 2> /dev/null | awk '
    match($0, /vrid [0-9]+, prio [0-9]+/) {
      split(substr($0, RSTART, RLENGTH), word, " ")
      print $1, $3, word[4]
    }'
}

# vacancy FROM TO: how long, in milliseconds, from the last word of one machine (the first farewell, if
# it said one) to the first of the other after it and after the last act: a busy master that has not
# read yet who is stronger says one word more.
vacancy() {
  advertisements | awk -v from="$(own "$1")" -v to="$(own "$2")" -v since="${SINCE:-0}" '
    $2 == from && $3 > 0 { last = $1; farewell = 0; next_at = 0 }
    $2 == from && $3 == 0 && !farewell { last = farewell = $1; next_at = 0 }
    $2 == to && $3 > 0 && $1 >= since && last && !next_at { next_at = $1 }
    END { if (!next_at) exit 1; printf "%d\n", (next_at - last) * 1000 }'
}

# takes_over TO FROM LEAST MOST: it has, so many milliseconds after the other's last word; MOST is ten
# times as much on a busy machine.
takes_over() {
  within 6 "$1 takes over" has "$1"
  local gap
  gap=$(vacancy "$2" "$1") || fail "$1 has not spoken after $2"
  ((gap >= $3 && gap <= 10 * $4)) || fail "$1 took over after $gap ms, not $3…$4"
  seen "after $gap ms"
}

# announcements ADDRESS SINCE: how often it was announced since that second, by whose card.
announcements() {
  tcpdump -r "$work/wire.pcap" -n -e -tt 2> /dev/null | awk -v address="$1" -v since="$2" '
    $1 >= since && (index($0, "who-has " address " tell " address) ||
      index($0, "who-has " address " (ff:ff:ff:ff:ff:ff) tell " address) ||
      (index($0, "neighbor advertisement") && index($0, "tgt is " address ","))) { print $2 }' |
    sort | uniq -c
}

# shows MACHINE TEXT: its status has it.
shows() { as "$1" status | grep -qF "$2"; }

# card MACHINE: its hardware address.
card() { on "$1" cat /sys/class/net/eth0/address; }

# announces MACHINE SINCE: it has told all where the address is.
announces() {
  local address
  address=$(addresses | head -n 1)
  announcements "${address%/*}" "$2" | grep -qF "$(card "$1")"
}

# is_found MACHINE ADDRESS: a client that asks whose the address is gets the answer from that machine
# alone.
is_found() {
  on client ip neighbour flush all
  on client ping -c 1 -W 2 "$2" > /dev/null || return
  on client ip neighbour show "$2" | grep -F "$(card "$1")"
}

# The words of a complaint.
wrong='\<bad\>|bogus|differ|discard|drop|error|expected|fail|ignor|invalid|incorrect|malformed|mismatch'
wrong+='|security|truncated|unknown|wrong|\[\|'

# tcpdump_agrees: it finds nothing wrong with any packet.
tcpdump_agrees() {
  tcpdump -r "$work/wire.pcap" -n -vvv > "$work/wire.txt" 2> /dev/null
  expect "no complaint of tcpdump's" \
    not grep -iE "$wrong" <(grep -A 1 -E 'VRRP \(112\)|AH \(51\)' "$work/wire.txt")
}

# nobody_complains [PATTERN]: neither says anything against the other's packets; lines with the pattern
# are about something else, and so is the warning of unicast without a key.
nobody_complains() {
  local logs=("$work/ours.log")
  if [[ $their_daemon == directord ]]; then
    logs+=("$work/theirs.log")
  else
    # One that preempts says that it discards what a lesser master advertises.
    expect "none of keepalived's" \
      not grep -iE "$wrong" <(grep -vE "received lower priority${1:+|$1}" "$work/theirs.log")
  fi
  expect "none of directord's" not grep -hE '^[-0-9]+ [.:0-9]+ [-+0-9]+ (error|warning): ' <(grep -hvE "hears unicast without authentication|woke up .* too late|doctor: V15 ${1:+|$1}" "${logs[@]}")
}

# take_turns AT-ONCE SILENCE [MACHINE...]: each of the two, or of these, is the stronger one once: it
# takes over from the other, hands over when it is told to end, within AT-ONCE ms, and is missed when it
# dies, after SILENCE ms; a machine that is busy may add to both.
take_turns() {
  local at_once=$1 silence=$2 busy=300 first second
  shift 2
  (($#)) || set -- ours theirs
  for first; do
    second=$(peer "$first")
    joins "$first" 150
    within 8 "$first, alone, becomes master" has "$first"
    joins "$second" 100
    throughout 1 "$second listens" has "$first"
    leaves "$first"
    takes_over "$second" "$first" 0 $((at_once + busy))
    joins "$first" 150
    within 8 "$first preempts" has "$first"
    within 3 "and says where the address is" announces "$first" "$SINCE"
    dies_silently "$first"
    takes_over "$second" "$first" $((silence * 3 / 4)) $((silence + busy))
    within 3 "and says where the address is" announces "$second" "$SINCE"
    leaves "$second"
  done
  nobody_complains ${tolerated:+"$tolerated"}
}
