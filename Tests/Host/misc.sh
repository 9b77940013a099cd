# MISC_CHECK: weights by exit code, its time, its user, one run at a time and for all that ask, nothing left behind
network lan
machine director lan 10.0.0.1/8
# With enable_script_security nobody else may write to a directory on the way, as anybody may to /tmp.
programs=/run/checks
mkdir -m 755 "$programs"
# program NAME: a script of the check of that name, which follows.
program() {
  { echo '#!/bin/bash'; cat; } > "$programs/$1"
  chmod 755 "$programs/$1"
}
echo 0 > "$work/said"
program code <<END
echo "\$1" >> $work/runs
echo "replica lags"
exit \$(cat $work/said)
END
# It heeds no SIGTERM, and neither does its child.
program stuck <<END
trap '' TERM
$programs/child &
echo "waiting for nothing"
wait
wait
END
program child <<< "trap '' TERM; while true; do sleep 1; done"
program slow <<END
echo \$\$ >> $work/slow-runs
while [[ ! -e $work/enough ]]; do sleep 0.2; done
END
program much <<< 'head -c 3000000 /dev/zero | tr "\0" x'
# server NUMBER [PORT] [WORDS] <<WORDS: a real server with this check.
server() {
  cat <<END
    real_server 10.0.0.$1 $2 {
        ${3:-}
        MISC_CHECK {
$(cat)
        }
    }
END
}
dynamic="misc_path \"$programs/code once\"
misc_dynamic
misc_timeout 60"
# service PORT: a virtual server, of which the real servers follow.
service() {
  cat <<END
virtual_server 192.0.2.100 $1 {
    delay_loop 1
    lb_algo wrr
    lb_kind NAT
    protocol TCP
$(cat)
}
END
}
# file [WORDS]: the director's file.
file() {
  echo "global_defs {
    script_user root
    enable_script_security
    ${1:-}
  }"
  service 443 <<< "$(server 2 443 'weight 7' <<< "$dynamic")"
  service 80 <<END
$(server 2 80 'weight 5' <<< "$dynamic")
$(server 3 80 <<< "misc_path $programs/stuck
misc_timeout 1")
$(server 4 80 <<< "misc_path \"/usr/bin/id -un\"
user nobody nogroup
misc_timeout 60")
$(server 5 80 <<< "misc_path $programs/slow
misc_timeout 600")
$(server 6 80 <<< "misc_path $programs/much
misc_timeout 60")
$(server 7 80 <<< "misc_path $programs/missing")
END
}
file | configuration
# ctl COMMAND...: what directorctl says.
ctl() { on director "$LAB_BUILD/directorctl" "$@"; }
# tells TEXT COMMAND...: it says this.
tells() {
  local text=$1
  shift
  "$@" > "$work/page" 2>&1 || true
  grep -qF -- "$text" "$work/page" || { cat "$work/page"; return 1; }
}
expect "a program is run without a daemon too" tells 'passed (exit code 0: "replica lags"' \
  ctl probe "$work/director.conf" 10.0.0.2:80
expect "as its user" tells 'passed (exit code 0: "nobody"' ctl probe "$work/director.conf" 10.0.0.4:80
weighs() { is "$(real_server "$1" .weight.wanted)" "$2"; }
start_directord --shadow
expect "a program that is missing is told" says director "'$programs/missing' is not there: the check is left out"
expect "and its real server is up, as with keepalived" is_up 10.0.0.7:80

within 20 "exit code 0 leaves the weight" weighs 10.0.0.2:80 5
expect "of each real server" weighs 10.0.0.2:443 7
echo 52 > "$work/said"
within 20 "exit code 52 is weight 50" weighs 10.0.0.2:80 50
expect "for all that ask the same" weighs 10.0.0.2:443 50
echo 0 > "$work/said"
within 20 "exit code 0 is seen, and what was written" says_of 10.0.0.2:80 up 'exit code 0: \"replica lags'
expect "and leaves the weight" weighs 10.0.0.2:80 50
echo 2 > "$work/said"
within 20 "exit code 2 is weight 0" weighs 10.0.0.2:80 0
expect "and up" is_up 10.0.0.2:80
echo 1 > "$work/said"
within 20 "exit code 1 is down" is_down 10.0.0.2:80
expect "and says why" says_of 10.0.0.2:80 down 'exit code 1: \"replica lags'
expect "so does directorctl" tells '< replica lags' ctl why 10.0.0.2:80 --socket "$(socket)"
expect "the log too" says director 'exit code 1: "replica lags"'
expect "runs were saved" not is "$(status --json | jq .status.probes.saved)" 0

within 20 "one that takes too long has failed" says_of 10.0.0.3:80 down 'not ended within 1 s, and killed: \"waiting for nothing'
within 20 "one runs as its user" says_of 10.0.0.4:80 up 'exit code 0: \"nobody'
within 20 "one that writes much is not held up" is_up 10.0.0.6:80

# One that runs and has not ended is counted by what it wrote when it began: a shell that is about to
# start a program is seen twice by pgrep.
one_began() { is "$(wc -l < "$work/slow-runs")" 1; }
within 20 "a long run has begun" one_began
throughout 4 "there is one run at a time" one_began
file "checker_log_all_failures" | configuration
reload
within 20 "a reload" says director "is followed from now on"
throughout 2 "leaves it alone, and nothing is started anew" one_began
touch "$work/enough"
within 20 "it ends well" is_up 10.0.0.5:80

zombies() { cat /proc/[0-9]*/stat 2> /dev/null | sed 's/(.*)/x/' | awk -v of="${running[director]}" '$4 == of && $3 == "Z"' | grep -q .; }
within 5 "no dead process waits" not zombies
rm "$work/enough"
another_began() { (($(wc -l < "$work/slow-runs") > 1)); }
within 20 "another long run has begun" another_began
expect "it ends when it is told to" finish director TERM
none_runs() { not pgrep -f "^/bin/bash $programs/$1"; }
for name in slow stuck child code; do within 10 "$name has ended" none_runs $name; done
