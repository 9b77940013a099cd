# The words for two directord that hold addresses between them, and for the client that asks them.

# pair_on_lan: two directors and a client.
#
#   client ── lan ── lb1, lb2
#   .10              .1   .2   both: .100
pair_on_lan() {
  network lan
  machine lb1 lan 192.0.2.1/24,fd00:2::1/64
  machine lb2 lan 192.0.2.2/24,fd00:2::2/64
  machine client lan 192.0.2.10/24,fd00:2::10/64
}

# virtual_router MACHINE PRIORITY [WORDS]: its file; its addresses follow, one a line.
virtual_router() {
  as "$1" configuration <<LINES
vrrp_instance one {
    state BACKUP
    interface eth0
    virtual_router_id 51
    version 3
    advert_int 0.5
    priority $2
    ${3-}
    virtual_ipaddress {
        $(cat)
    }
}
LINES
}

# pair_starts [INSTANCE]: lb1, then lb2; the first is master.
pair_starts() {
  as lb1 start_directord
  within 20 "lb1 is master" as lb1 stands "${1:-one}" master
  as lb2 start_directord
  within 20 "lb2 is its backup" as lb2 stands "${1:-one}" backup
}

# dead MACHINE ADDRESS/LENGTH DEVICE...: its daemon is killed; a dead machine has no addresses.
dead() {
  local name=$1
  shift
  finish "$name" KILL || true
  while (($#)); do
    ip -n "$name" address del "$1" dev "$2"
    shift 2
  done
}

# watch MACHINE ADDRESS [NAME]: it asks the address 50 times a second whether it answers, until
# `misses`.
watch() {
  begin "${3:-watch}" "$1" ping -n -i 0.02 "$2"
  within 10 "the address answers" says "${3:-watch}" "bytes from"
}

# missed [NAME]: ends it; $hole is the longest time without an answer, in milliseconds.
missed() {
  local name=${1:-watch}
  # What was asked last has had its time.
  sleep 0.3
  finish "$name" INT || true
  # Its answers tell the questions' numbers, its last words how many there were.
  hole=$(awk '
    match($0, /icmp_seq=[0-9]+/) {
      number = substr($0, RSTART + 9, RLENGTH - 9) + 0
      if (number - last - 1 > hole) hole = number - last - 1
      if (number > last) last = number
    }
    / packets transmitted/ { asked = $1; if (asked - last > hole) hole = asked - last }
    END { if (!asked) exit 1; print hole * 20 }' "$work/$name.log") || fail "$name has not ended well"
  : > "$work/$name.log"
}

# misses MOST [NAME]: ends it; the longest time without an answer was about so many milliseconds at most:
# three times as many on a busy machine.
misses() {
  missed "${2:-watch}"
  ((hole <= 3 * $1)) || fail "the client had no answer for $hole ms, more than three times $1"
  seen "the client had no answer for $hole ms, of $1"
}
