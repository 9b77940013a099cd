# directorctl ipvs does what ipvsadm does, prints what it prints, and leaves alone what is directord's
nat_network
machine theirs outside 192.168.3.200/24
ours() { on director "$LAB_BUILD/directorctl" ipvs "$@" --socket "$(socket)" --state-directory /run/director/state; }

# Each line by either program, each in a kernel table of its own.
while read -r line; do
  read -ra words <<< "$line"
  on theirs ipvsadm "${words[@]}" > "$work/theirs" 2>&1; theirs=$?
  ours "${words[@]}" > "$work/ours" 2>&1; ours=$?
  is $((theirs == 0)) $((ours == 0)) || { cat "$work/theirs" "$work/ours"; fail "one refuses: $line"; }
done <<'END'
-A -t 192.0.2.9:80 -s wrr -p 300 -M 255.255.255.0
-A -t 192.0.2.9:80 -s rr
-a -t 192.0.2.9:80 -r 10.0.0.12:80 -g -w 3 -x 10 -y 5
-a -t 192.0.2.9:80 -r 10.0.0.2:81 -i --tun-type gue --tun-port 6080 --tun-csum
-a -t 192.0.2.9:80 -r 10.0.0.3:80 -i --tun-type gre --tun-nocsum
-a -t 192.0.2.9:80 -r 10.0.0.4:80 -i
-a -t 192.0.2.9:80 -r 10.0.0.4:80 -i
-a -t 192.0.2.9:80 -r 10.0.0.5:80 -m -x 5 -y 10
-A -u 192.0.2.9:5060 -s rr -o -p 60 --pe sip
-a -u 192.0.2.9:5060 -r 10.0.0.6:5060 -m
-A --sctp-service 192.0.2.9:80 -s sh -p 9 -b sh-fallback,sh-port
-A -t 192.0.2.9:81 -s mh -b mh-port
-A -t 192.0.2.9:82 -s nosuch
-A -t 192.0.2.9:83 -p -M 255.0.255.0
-E -t 192.0.2.9:83 -s lc -p 30 -M 255.0.0.255
-A -t 192.0.2.9:84
-A -t 192.0.2.9:85
-D -t 192.0.2.9:85
-D -t 192.0.2.9:85
-A -t [2001:db8::1]:80 -s wlc -p 30 -M 64
-a -t [2001:db8::1]:80 -r [2001:db8::2]:80 -g
-a -t 192.0.2.9:84 -r [2001:db8::2]:84 -i
-A -f 9 -6 -s rr
-a -f 9 -6 -r [2001:db8::2]:0 -g
-A -f 2 -s rr
-a -f 2 -r 10.0.0.2:80 -g
-a -f 2 -r 10.0.0.3:80 -m -w 7
-e -f 2 -r 10.0.0.3:80 -m -w 0
-e -f 2 -r 10.0.0.9:80 -m
-a -f 2 -r 10.0.0.4 -m
-d -f 2 -r 10.0.0.4
-d -f 2 -r 10.0.0.4
-Z
-Z -f 2
-Z -f 3
--set 100 50 40
--start-daemon master --mcast-interface eth0 --syncid 7
--start-daemon master --mcast-interface eth0
--start-daemon backup --mcast-interface nosuch
--stop-daemon backup
END
seen "what one of them refuses the other refuses too"
expect "their tables are the same" diff <(on theirs ipvsadm -Sn) <(on director ipvsadm -Sn)

for letters in "-S -n" "-L -n" "-Ln --stats" "-Ln --rate --exact" "-Ln --thresholds" \
  "-Ln --persistent-conn" "-Ln --tun-info" "-L -n -t 192.0.2.9:80" "-L --timeout -n" "-L --daemon -n" "-Lnc"; do
  # shellcheck disable=SC2086
  expect "$letters prints what ipvsadm prints" diff <(on director ipvsadm $letters) <(ours $letters)
done
on director ipvsadm -Sn > "$work/before"
expect "save has the thresholds too" grep -q -- '-r 10.0.0.12:80 -g -w 3 -x 10 -y 5' <(ours save)
ours save > "$work/saved"
expect "the table is cleared" ours clear
expect "and nothing is left" is "$(on director ipvsadm -Sn)" ""
expect "and it is restored" ours restore < "$work/saved"
expect "to what it was" diff "$work/before" <(on director ipvsadm -Sn)
threshold() {
  ours list --json | jq -r '.services[].realServers[] | select(.upperThreshold == 10).endpoint'
}
expect "a list is JSON" is "$(threshold)" 10.0.0.12:80
expect "a list for people has rates" grep -q 'conn/s' <(ours list)
expect "a mistake ends with 2" is "$(ours -A -t 192.0.2.9:99 -w 1 2> "$work/said"; echo $?)" 2
expect "and says what is wrong" grep -q -- '-w has no meaning with -A' "$work/said"
expect "a refusal of the kernel's ends with 1" is "$(ours -D -t 192.0.2.9:99 2> "$work/said"; echo $?)" 1
expect "in words" grep -q 'there is no service tcp 192.0.2.9:99' "$work/said"
expect "the table is cleared again" ours -C

configuration <<'END'
virtual_server 192.168.3.108 80 {
    lb_algo wrr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.2 80 {
        weight 2
    }
}
END
start_directord
becomes 15 <<'END'
TCP 192.168.3.108:80 wrr
  -> 10.0.0.2:80 Masq 2
END
expect "what is directord's is not changed" not ours -e -t 192.168.3.108:80 -r 10.0.0.2:80 -m -w 9 2> "$work/said"
expect "with the line that asks for it" grep -qF "tcp 192.168.3.108:80 is directord's ($work/director.conf:1)" <(
  ours -D -t 192.168.3.108:80 2>&1)
expect "nor is the table cleared" not ours -C
expect "its weight is what it was" grep -q '10.0.0.2:80 Masq 2' <(table)
expect "what is nobody's is added" ours -A -t 192.168.3.108:443 -s rr
expect "and deleted" ours -D -t 192.168.3.108:443
expect "by force it is changed" ours -e -t 192.168.3.108:80 -r 10.0.0.2:80 -m -w 9 --force
is_back() { table | grep -q '10.0.0.2:80 Masq 2'; }
within 40 "and directord puts it back" is_back
finish director KILL
expect "after a kill it is directord's still" not ours -C
