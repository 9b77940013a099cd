# The election's thread stands still: a status says so after a second, and the watchdog is not fed
network lan
machine director lan 192.0.2.1/24
lib=$(dirname "$1")/lib
configuration <<'END'
vrrp_instance one {
    interface eth0
    virtual_router_id 51
    priority 150
    virtual_ipaddress {
        192.0.2.100/24
    }
}
END
begin notify director python3 "$lib/notify.py" "$work/notify"
within 10 "the service manager listens" test -S "$work/notify"
mkdir -p /run/director/runtime /run/director/state
begin director director env NOTIFY_SOCKET="$work/notify" WATCHDOG_USEC=2000000 \
  "$LAB_BUILD/directord" --config "$work/director.conf" \
  --runtime-directory /run/director/runtime --state-directory /run/director/state
within 20 "it is master" stands one master
fed() { grep -c WATCHDOG "$work/notify.log"; }
is_fed() { (($(fed) > 0)); }
within 10 "the watchdog is fed" is_fed

begin hold director python3 "$lib/hold.py" "${running[director]}" election
within 10 "the election's thread is stopped" grep -q held "$work/hold.log"
silence() { status --json | jq -e '.status.election == null and .status.electionSilentFor > 0'; }
within 10 "a status says so" silence
words() { status --no-color | grep -q "the election has not answered"; }
within 10 "and in words" words
within 10 "the log says that the watchdog is not fed" says director "has not turned"
before=$(fed)
sleep 3
expect "and it is not" is "$(fed)" "$before"

finish hold KILL
told() { not is "$(fed)" "$before"; }
within 10 "it is fed again when the election goes on" told
within 10 "which tells of itself again" stands one master
