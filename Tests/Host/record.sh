# A pair that is recorded: what happened to each election comes out the same when it is replayed
network lan
machine lb1 lan 10.0.0.1/8
machine lb2 lan 10.0.0.2/8
# recorded PRIORITY: a director's file.
recorded() {
  cat <<END
vrrp_script judge {
    script "/bin/grep -q 0 $work/verdict"
    interval 1
    weight -60
}
vrrp_instance one {
    state BACKUP
    interface eth0
    virtual_router_id 51
    version 3
    advert_int 0.5
    priority $1
    authentication {
        auth_type PASS
        auth_pass secret
    }
    ${2:-}
    virtual_ipaddress {
        10.0.0.100/8
    }
}
END
}
echo 0 > "$work/verdict"
recorded 150 "track_script {
        judge
    }" | as lb1 configuration
recorded 100 | as lb2 configuration
as lb1 start_directord --record "$work/lb1.record"
within 10 "the first one is master" as lb1 stands one master
as lb2 start_directord --record "$work/lb2.record"
within 10 "the other is its backup" as lb2 stands one backup
echo 1 > "$work/verdict"
within 10 "a script fails, and the other takes over" as lb2 stands one master
echo 0 > "$work/verdict"
within 10 "it is well again" as lb1 stands one master
kill -USR1 "${running[lb1]}"
within 10 "it is drained" as lb1 stands one drained
kill -USR2 "${running[lb1]}"
within 10 "it comes back" as lb1 stands one master
on lb1 ip link set eth0 down
within 10 "its link is down" as lb1 stands one fault
on lb1 ip link set eth0 up
within 10 "and up" as lb1 stands one master
recorded 200 | as lb2 configuration
as lb2 reload
within 10 "the other is raised by a reload" as lb2 stands one master
finish lb2 TERM
within 10 "it hands over at its end" as lb1 stands one master
finish lb1 TERM
for machine in lb1 lb2; do
  "$LAB_BUILD/directorctl" replay "$work/$machine.record" > "$work/said" 2>&1
  expect "what $machine did is done again" is $? 0
  cat "$work/said"
  expect "it has some length" test "$(wc -l < "$work/$machine.record")" -ge 20
  expect "nobody else may read it" is "$(stat -c %a "$work/$machine.record")" 600
done
sed 's/-> master, priority 150/-> master, priority 151/' "$work/lb1.record" > "$work/forged"
"$LAB_BUILD/directorctl" replay "$work/forged" > "$work/said" 2>&1
expect "a difference is exit status 1" is $? 1
expect "and told" grep -q 'priority 150' "$work/said"
# LAB_RECORDINGS=Tests/ElectionTests/Recordings renews what the unit tests replay.
if [[ ${LAB_RECORDINGS:-} ]]; then
  cp "$work/lb1.record" "$LAB_RECORDINGS/first.jsonl"
  cp "$work/lb2.record" "$LAB_RECORDINGS/second.jsonl"
fi
