# A file that is applied on trial goes back by itself unless it is confirmed
nat_network
web server1
web server2
nat_configuration | configuration
start_directord
nat_table | becomes 15

ctl() { on director "$LAB_BUILD/directorctl" "$@" --socket "$(socket)"; }
nat_configuration 7 > "$work/next.conf"

expect "it is applied on trial" ctl apply "$work/next.conf" --confirm 5m
nat_table 7 | becomes 5
within 1 "the status tells of the trial" eval \
  '[[ $(status --json | jq -r .status.daemon.trial.file) == "$work/director.conf.candidate-"* ]]'
expect "no reload meanwhile" not ctl reload
expect "no second one" not ctl apply "$work/next.conf"
candidates() { compgen -G "$work/director.conf.candidate-*" | wc -l; }
expect "which leaves the first one's copy" is "$(candidates)" 1
expect "it is reverted" ctl revert
nat_table | becomes 5
expect "and its copy is gone" is "$(candidates)" 0

expect "it is applied again" ctl apply "$work/next.conf" --confirm 3s
within 15 "the log says why it is left" says director "was not confirmed in time"
nat_table | becomes 5
expect "and its copy is gone too" is "$(candidates)" 0
expect "the log says that it was followed" says director "director.conf.candidate-"
expect "the daemon's file is as it was" diff "$work/director.conf" <(nat_configuration)

chmod 640 "$work/director.conf"
chgrp 4242 "$work/director.conf"
expect "and again" ctl apply "$work/next.conf" --confirm 10m
copy=$(status --json | jq -r .status.daemon.trial.file)
cp "$copy" "$work/kept"
nat_configuration 3 > "$copy"
expect "a copy that was changed meanwhile is not confirmed" not ctl confirm
expect "and the daemon's file is as it was" diff "$work/director.conf" <(nat_configuration)
cat "$work/kept" > "$copy"
expect "the same bytes again are" ctl confirm
expect "the file keeps its mode and group" is "$(stat -c '%a %g' "$work/director.conf")" "640 4242"
nat_table 7 | becomes 5
expect "no copy is left" is "$(candidates)" 0
expect "nothing is on trial" eval '[[ $(status --json | jq -r .status.daemon.trial) == null ]]'
expect "it is the daemon's file now" diff "$work/director.conf" "$work/next.conf"
expect "the one before is kept" diff "$work/director.conf.previous" <(nat_configuration)
expect "a second confirmation is refused" not ctl confirm

before=$(candidates)
echo 'virtual_server 192.168.3.108 80 { lb_agli wrr }' > "$work/broken.conf"
expect "a broken file is refused" not ctl apply "$work/broken.conf"
nat_table 7 | stays 1
expect "and left nowhere" is "$(candidates)" "$before"

nat_configuration 2 > "$work/next.conf"
expect "without a trial it is followed for good" ctl apply "$work/next.conf"
nat_table 2 | becomes 5
expect "a reload reads the same" ctl reload
nat_table 2 | stays 1
