# Drains that would take the service from everybody: refused, forced, and the drained one as the last resort
address=192.0.2.100/24
pair_on_lan
virtual_router lb1 150 <<< $address
virtual_router lb2 100 <<< $address
# ctl MACHINE WORD...: directorctl, asked of that director; its words are in $work/said.
ctl() {
  local machine=$1
  shift
  "$LAB_BUILD/directorctl" "$@" --socket "$(as "$machine" socket)" > "$work/said" 2>&1
}
told() { grep -qF -- "$1" "$work/said" || { cat "$work/said"; return 1; }; }

as lb1 start_directord
within 20 "alone, it is master" as lb1 holds 192.0.2.100
watch client 192.0.2.100
ctl lb1 drain
expect "a drain that nobody answers fails" is $? 1
expect "and says that it stays master" told "this director stays MASTER"
expect "and which address nobody took" told "one: nobody has taken over"
expect "it is master" as lb1 stands one master
kill -USR1 "${running[lb1]}"
within 5 "a signal says who sent it" says lb1 "SIGUSR1 of process $$, user 0"
twice() { is "$(grep -cF "not drained: nobody has taken over" "$work/lb1.log")" 2; }
within 10 "and changes as little" twice
expect "it is master" as lb1 stands one master
expect "nothing is kept of it" not grep -qx drained /run/lb1/state/drained
misses 300

as lb2 start_directord
within 20 "the other is its backup" as lb2 stands one backup
watch client 192.0.2.100
ctl lb1 drain --reason "a disk is changed"
expect "a drain that somebody answers succeeds" is $? 0
expect "and says who has taken over, and when" told "one: 192.0.2.2 has taken over after"
expect "it is drained at once" as lb1 stands one drained
ctl lb2 drain
expect "both are not drained" is $? 1
throughout 3 "the last one stays master" as lb2 holds 192.0.2.100
expect "and the first one drained" as lb1 stands one drained
misses 300

dead lb2 $address eth0
within 10 "the other dies: the drained one is the last resort" as lb1 holds 192.0.2.100
expect "and warns" says lb1 "somebody must serve"
ctl lb1 status
expect "the status says so" told "as the last resort though drained"
ctl lb1 drain
expect "it cannot be drained more" is $? 1
watch client 192.0.2.100
as lb2 start_directord
within 20 "whoever comes takes over" as lb2 holds 192.0.2.100
within 5 "and the drained one gives way" as lb1 stands one drained
misses 300

ctl lb2 drain --force
expect "force lets go" is $? 0
expect "and says so" told "nobody holds what it held"
expect "nobody holds it now" not as lb2 holds 192.0.2.100
within 10 "but the one whose drain was not forced" as lb1 holds 192.0.2.100
ctl lb1 undrain
expect "it is taken back" is $? 0
finish lb2 TERM
as lb2 start_directord
expect "a forced drain outlives a restart" as lb2 stands one drained
dead lb1 $address eth0
throughout 5 "and takes over from nobody" not as lb2 holds 192.0.2.100
finish lb2 TERM
printf 'x' > /run/lb2/state/drained
as lb2 start_directord
# It stands alone, and may be master by now as the last resort.
expect "a file of nonsense is taken for a drain" \
  is "$(as lb2 status --json | jq .status.election.drained)" true
expect "and said" says lb2 "says neither 'drained' nor 'in service'"
within 10 "which is not forced" as lb2 holds 192.0.2.100
rm -r /run/lb2/state
touch /run/lb2/state
ctl lb2 undrain
expect "what could not be kept is a failure" is $? 1
expect "and said" told "a restart will not know of it"
