# The election's thread: real time where nobody says otherwise, else as the file says and the machine permits
chrt --rr 1 true 2> /dev/null || skip "this machine permits no real time"
network lan
machine director lan 192.0.2.1/24

# thread_words [WORDS]: the director's file, with so much in global_defs.
thread_words() {
  virtual_router director 100 <<< 192.0.2.100/24
  printf 'global_defs {\n    %s\n}\n' "$1" >> "$work/director.conf"
}
# scheduling: its policy (0: ordinary, 2: SCHED_RR), real-time priority and niceness.
scheduling() {
  sed -n 's/^[0-9]* (election) //p' "/proc/${running[director]}/task"/*/stat |
    awk '{ print $39, $38, $17 }'
}
locked() { awk '/^VmLck:/ { print ($2 > 0 ? "yes" : "no") }' "/proc/${running[director]}/status"; }

thread_words ""
start_directord
expect "real time, though nobody asks" is "$(scheduling)" "2 1 $(nice)"
expect "without locked memory" is "$(locked)" no

thread_words $'vrrp_rt_priority 50\n    vrrp_no_swap'
reload
asked() { is "$(scheduling)" "2 50 $(nice)" && is "$(locked)" yes; }
within 5 "a reload gives it a priority, and locks the memory" asked
within 5 "it is master" stands one master
finish director

thread_words "vrrp_priority -5"
start_directord
expect "an ordinary thread, where that is asked for" is "$(scheduling)" "0 0 -5"
finish director

thread_words $'vrrp_rt_priority 50\n    vrrp_no_swap'
begin director director setpriv --bounding-set=-sys_nice,-ipc_lock prlimit --memlock=65536 \
  "$LAB_BUILD/directord" --config "$work/director.conf" --runtime-directory /run/director/runtime \
  --state-directory /run/director/state
within 10 "where it is not permitted it serves all the same" stands one master
expect "as an ordinary thread" is "$(scheduling)" "0 0 $(nice)"
expect "and says what it needs" says director "CAP_SYS_NICE, or LimitRTPRIO= in the unit"
expect "for both" says director "CAP_IPC_LOCK, or LimitMEMLOCK=infinity in the unit"
