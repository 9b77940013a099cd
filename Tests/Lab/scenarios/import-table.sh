# A table of ipvsadm is imported, and directord makes the same table of it; generated ones, and a real file
nat_network
machine theirs outside 192.168.3.200/24
control() { "$LAB_BUILD/directorctl" "$@"; }

# generate SEED: lines for ipvsadm -R; every service has a real server, every weight is 1 or more.
generate() {
  awk -v seed="$1" 'function n(k) { return 1 + int(rand() * k) }
    BEGIN {
      srand(seed)
      split("rr wrr lc wlc sh mh sed nq", algo, " "); split("-t -u --sctp-service", proto, " ")
      split("-m -g -i", kind, " ")
      for (i = 1; i <= 8; i++) {
        service = i % 4 == 0 ? "-f " i : proto[n(3)] " 192.0.2." i ":" 79 + n(3)
        if (i == 7) service = "-t [2001:db8::" i "]:80"
        line = "-A " service " -s " algo[n(8)]
        if (rand() < 0.5) line = line " -p " n(900) (i == 7 ? " -M 64" : rand() < 0.5 ? " -M 255.255.255.0" : "")
        print line
        servers = n(4)
        for (j = 1; j <= servers; j++) {
          server = i == 7 ? "[2001:db8::1:" j "]:80" : "10.0." i "." j
          how = kind[n(3)]
          if (how == "-i" && rand() < 0.5) how = how " --tun-type gue --tun-port " 6000 + n(9)
          print "-a " service " -r " server " " how " -w " n(5)
        }
      }
    }'
}

# same_table: directord makes of the import what ipvsadm has.
imported_is_same() {
  on theirs ipvsadm -Sn > "$work/saved"
  expect "there is a table to import" test -s "$work/saved"
  control import ipvsadm "$work/saved" > "$work/director.conf" 2> "$work/remarks" || fail "it is not imported"
  expect "nothing is left out" is "$(cat "$work/remarks")" ""
  expect "check has nothing to say" grep -q 'no warnings' <(control check --strict "$work/director.conf")
}
equals() { diff "$work/saved" <(on director ipvsadm -Sn); }

generate 1 | on theirs ipvsadm -R
imported_is_same
start_directord
within 15 "directord's table is the imported one" equals
for seed in 2 3 4; do
  on theirs ipvsadm -C
  generate "$seed" | on theirs ipvsadm -R
  imported_is_same
  reload
  within 15 "so is that of seed $seed" equals
done

on theirs ipvsadm -C
on theirs ipvsadm -R <<'END'
-A -t 207.175.44.110:80 -s rr
-a -t 207.175.44.110:80 -r 192.168.10.1:80 -m
-a -t 207.175.44.110:80 -r 192.168.10.2:80 -m
-A -f 1 -s wlc -p 1800
-a -f 1 -r 192.168.10.3:0 -g -w 2
END
imported_is_same
reload
within 15 "and that of a file of Debian's" equals

control import ldirectord - > "$work/director.conf" 2> "$work/remarks" <<'END'
checktimeout=3
checkinterval=1
autoreload=yes
virtual=192.168.3.108:80
	real=10.0.0.2:80 masq 5
	real=10.0.0.3:80 masq
	scheduler=wrr
	persistent=600
	protocol=tcp
	checktype=on
END
expect "what has no counterpart is a comment" grep -q '^# line 3: autoreload' "$work/director.conf"
expect "check has nothing to say of it" grep -q 'no warnings' <(control check --strict "$work/director.conf")
reload
becomes 15 <<'END'
TCP 192.168.3.108:80 wrr persistent 600
  -> 10.0.0.2:80 Masq 5
  -> 10.0.0.3:80 Masq 1
END
