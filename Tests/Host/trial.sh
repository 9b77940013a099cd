# A director is killed while a file is on trial: the next start removes the copy, and no other director does
network lan
machine director lan 10.0.0.1/24
machine other lan 10.0.0.2/24
served() {
  cat <<END
virtual_server 10.0.0.1 80 {
    delay_loop $1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.3 80 {
        TCP_CHECK {
        }
    }
}
END
}
candidates() { compgen -G "$work/director.conf.candidate-*" | wc -l; }
trial() { "$LAB_BUILD/directorctl" apply "$work/next.conf" --confirm 10m --socket "$(socket)"; }
served 5 | configuration
served 7 > "$work/next.conf"
touch "$work/director.conf.candidate-mine"
start_directord --shadow
expect "a file is on trial" trial
expect "its copy stands" is "$(candidates)" 2

# Another director on the same file.
mkdir -p /run/other
begin other other "$LAB_BUILD/directord" --config "$work/director.conf" --shadow \
  --runtime-directory /run/other/runtime --state-directory /run/other/state
within 15 "another director on this file serves" says other " serves; control socket "
expect "it leaves the trial's copy" is "$(candidates)" 2
expect "without a word" not says other candidate
finish other KILL || true

finish director KILL || true
expect "killed, it leaves the copy" is "$(candidates)" 2
start_directord --shadow
expect "the next one removes it" is "$(candidates)" 1
expect "and says so" says director "nobody follows this copy of a trial any more"
expect "what only looks like one stays" test -e "$work/director.conf.candidate-mine"
expect "nothing is on trial" is "$(status --json | jq .status.daemon.trial)" null
