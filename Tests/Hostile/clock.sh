# Clocks that jump and machines that stand still: adverts, checks and trials keep their own time
library=$(ls /usr/lib/*/faketime/libfaketimeMT.so.1 2> /dev/null | head -n 1)
[[ $library ]] || skip "libfaketime is not installed"
pair_on_lan
machine director lan 192.0.2.3/24
web client
virtual_router lb1 150 <<< 192.0.2.100/24
virtual_router lb2 100 <<< 192.0.2.100/24
sed -i 's/advert_int 0.5/advert_int 1/' "$work/lb1.conf" "$work/lb2.conf"
configuration <<'LINES'
virtual_server 192.0.2.100 80 {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 192.0.2.10 80 {
        HTTP_GET {
            url {
                path /
                status_code 200
            }
            connect_timeout 30
            retry 0
        }
    }
}
LINES

# clock OFFSET: the daemons' wall clock is so many seconds off from now on.
clock() { echo "$1" > "$work/clock.new" && mv "$work/clock.new" "$work/clock"; }
# with_a_clock WORD...: what it starts has that clock.
with_a_clock() {
  LD_PRELOAD=$library FAKETIME_TIMESTAMP_FILE=$work/clock FAKETIME_NO_CACHE=1 \
    FAKETIME_DONT_FAKE_MONOTONIC=1 "$@"
}
clock +0
with_a_clock as lb1 launch_directord
within 20 "lb1 is master" as lb1 stands one master
with_a_clock as lb2 launch_directord
within 20 "lb2 is its backup" as lb2 stands one backup
with_a_clock launch_directord --shadow
within 20 "the real server is up" is_up 192.0.2.10:80
expect "the clock is the daemons' own" test \
  "$(with_a_clock date +%s)" -ge "$(($(date +%s) - 1))"

asked() { wc -l < <(tcpdump -r "$work/checks.pcap" -n 2> /dev/null); }
begin capture client tcpdump -i eth0 -U -n -w "$work/checks.pcap" \
  'tcp dst port 80 and tcp[tcpflags] & tcp-syn != 0'
within 5 "the checks are watched" says capture "listening on"
more() { (($(asked) > $1)); }

for offset in +7 -7 +3600 -3600 +700000000 -1700000000; do
  clock "$offset"
  before=$(asked)
  within 5 "$offset s: checks go on" more $((before + 1))
  expect "the real server is up" is_up 192.0.2.10:80
  expect "lb1 is master" as lb1 stands one master
  expect "lb2 is its backup" as lb2 stands one backup
done
expect "nobody else was master" not grep -i 'backup -> master' "$work/lb2.log"
expect "the real server was never down" not grep -i 'is down' "$work/director.log"

# A trial ends by the time that has passed, not by the clock.
clock +0
sed 's/delay_loop 1/delay_loop 2/' "$work/director.conf" > "$work/next.conf"
expect "a trial begins" "$LAB_BUILD/directorctl" apply "$work/next.conf" --confirm 10m \
  --socket "$(socket)"
clock +86400
expect "a day later by the clock it lasts" \
  "$LAB_BUILD/directorctl" confirm --socket "$(socket)"

# one_master: exactly one of the two holds the address.
one_master() {
  if as lb1 holds 192.0.2.100; then not as lb2 holds 192.0.2.100; else as lb2 holds 192.0.2.100; fi
}

# A machine that stood still counts the silence of its own that it slept through as nobody's.
clock +0
kill -STOP "${running[lb2]}"
on client ping -q -c 6 -i 1 192.0.2.100 > /dev/null
kill -CONT "${running[lb2]}"
within 5 "the backup that stood still answers" as lb2 status
throughout 2 "it stays the backup" as lb2 stands one backup
expect "and was never master" not grep -i 'backup -> master' "$work/lb2.log"
kill -STOP "${running[lb1]}"
within 10 "the master that stands still is missed" as lb2 holds 192.0.2.100
kill -CONT "${running[lb1]}"
within 10 "one of the two is master" one_master
