# A keepalived as the peer, 95 addresses in one virtual router: each takes over all of them from the other, hands over, and is missed
addresses() { printf '192.0.2.%d/24\n' {100..194}; }
carrier() {
  echo "version 3
    advert_int ${interval:-0.1}"
}
# held MACHINE: how many of them stand there.
held() { ip -n "$1" -4 -o address show dev eth0 | grep -cE ' 192\.0\.2\.1[0-9][0-9]/24 '; }
# has MACHINE: it alone holds them, all of them.
has() {
  [[ $(held "$1") == 95 && $(held "$(peer "$1")") == 0 ]]
}
# announces MACHINE SINCE: it has told all where the last one is.
announces() { announcements 192.0.2.194 "$2" | grep -qF "$(card "$1")"; }

# One that is still busy with 95 addresses when it is deposed says one word more.
tolerated="is master too"
neighbors_network
# A keepalived that becomes master says so once, and is silent while it sets 95 addresses and announces
# them: on a busy machine for more than three such intervals, and the backup takes over again.
take_turns 61 361 ours
interval=1
take_turns 610 3610
tcpdump_agrees
