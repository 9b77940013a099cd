# A keepalived as the peer: priorities change by reload, by scripts and by files, on either side
carrier() {
  echo "version 3
    advert_int 0.1"
}
neighbors_network
joins ours 100
within 5 "ours, alone, becomes master" has ours
joins theirs 90
throughout 1 "theirs listens" has ours
rereads theirs 110
within 3 "theirs is raised by a reload, and preempts" has theirs
rereads ours 120
within 3 "so is ours" has ours
rereads ours 80
within 3 "ours is lowered, and gives way" has theirs
rereads theirs 70
within 3 "so is theirs" has ours
leaves ours
leaves theirs

for first in ours theirs; do
  second=$(peer "$first")
  echo 0 > "$work/verdict-$first"
  joins "$second" 100
  joins "$first" 110 "track_script {
        judge
    }" "script_user root
    enable_script_security" "vrrp_script judge {
    script \"/bin/grep -q 0 $work/verdict-$first\"
    interval 1
    weight -20
    rise 1
    fall 1
}"
  within 5 "$first is master" has "$first"
  echo 1 > "$work/verdict-$first"
  within 4 "its script fails: $second takes over" has "$second"
  echo 0 > "$work/verdict-$first"
  within 4 "its script is well again: it preempts" has "$first"
  leaves "$first"
  leaves "$second"
done
nobody_complains judge
tcpdump_agrees
