# The kernel's connection sync daemons: both roles are started, seen by ipvsadm, and stopped
edge=$LAB_BUILD/directord-edge
[[ -x $edge ]] || skip "directord-edge is not built"
network lan
machine director lan 192.0.2.1/24
mkfifo "$work/line"
ip netns exec director stdbuf -oL "$edge" sync eth0 > "$work/sync.log" 2>&1 < "$work/line" &
running[sync]=$!
exec 9> "$work/line"
within 10 "both roles are started" says sync "one line stops them"
on director ipvsadm --list --daemon > "$work/said"
expect "ipvsadm sees the master" grep -q 'master.*eth0.*syncid=51.*maxlen=1400' "$work/said"
expect "its port and hops" grep -q 'master.*port=8850.*ttl=2' "$work/said"
expect "and the backup, as the kernel would have it" grep -q 'backup.*eth0.*syncid=51.*group=224.0.0.81.*port=8848' "$work/said"
echo >&9
exec 9>&-
wait "${running[sync]}"
expect "they end, and what ran was what was asked for" is $? 0
expect "none is left" is "$(on director ipvsadm --list --daemon | grep -c sync)" 0
