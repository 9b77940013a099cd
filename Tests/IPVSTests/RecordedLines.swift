/// What ipvsadm 1.31 made of these arguments on a kernel 6.1 that had
/// `-A -t 192.0.2.1:80 -s wrr`, `-a -t 192.0.2.1:80 -r 10.0.0.2:80 -m -w 1` and `-A -f 5 -s rr`: `-` its
/// grammar refused them, `+` it sent them to the kernel. After `=>` stands the line that `ipvsadm -Sn`
/// had more of then; nothing: the arguments themselves.
let recordedLines = """
  + -A -t 192.0.2.1:81
  => -A -t 192.0.2.1:81 -s wlc
  + -A -t 192.0.2.1:80
  - -A -t 192.0.2.1
  + -A -t 192.0.2.1 -p
  => -A -t 192.0.2.1:0 -s wlc -p 360
  + -A -t 192.0.2.1:0 -p 60
  => -A -t 192.0.2.1:0 -s wlc -p 60
  + -A -t 192.0.2.1:81 -s nosuch
  - -A -t 192.0.2.1:81 -s rr -s wrr
  + -A -s rr -t 192.0.2.1:81
  => -A -t 192.0.2.1:81 -s rr
  - -t 192.0.2.1:81 -A
  - -A -t 192.0.2.1:81 -u 192.0.2.1:81
  - -A
  - -A -t
  - -A -t 192.0.2.1:99999
  - -A -t 192.0.2.300:80
  + -A -t [2001:db8::1]:80
  => -A -t [2001:db8::1]:80 -s wlc
  - -A -t 2001:db8::1:80
  - -A -t [2001:db8::1]
  - -A -f 0
  + -A -f 7
  => -A -f 7 -s wlc
  - -A -f 0x10
  + -A -f 7 -6
  => -A -f 7 -6 -s wlc
  - -A -6 -f 7
  - -A -f 4294967296
  - -A -t 192.0.2.1:81 -6
  - -A -t 192.0.2.1:81 -p 0
  + -A -t 192.0.2.1:81 -p 2678400
  => -A -t 192.0.2.1:81 -s wlc -p 2678400
  - -A -t 192.0.2.1:81 -p 2678401
  - -A -t 192.0.2.1:81 -p x
  + -A -t 192.0.2.1:81 -p300
  => -A -t 192.0.2.1:81 -s wlc -p 300
  + -A -t 192.0.2.1:81 -p=300
  => -A -t 192.0.2.1:81 -s wlc -p 300
  + -A -t 192.0.2.1:81 --persistent=300
  => -A -t 192.0.2.1:81 -s wlc -p 300
  + -A -t 192.0.2.1:81 --persistent 300
  => -A -t 192.0.2.1:81 -s wlc -p 300
  + -A -t 192.0.2.1:81 -p -M 255.255.255.0
  => -A -t 192.0.2.1:81 -s wlc -p 360 -M 255.255.255.0
  + -A -t 192.0.2.1:81 -M 255.255.255.0
  => -A -t 192.0.2.1:81 -s wlc
  + -A -t 192.0.2.1:81 -p -M 255.0.255.0
  => -A -t 192.0.2.1:81 -s wlc -p 360 -M 255.0.255.0
  + -A -t 192.0.2.1:81 -p -M 0.0.0.0
  => -A -t 192.0.2.1:81 -s wlc -p 360 -M 0.0.0.0
  + -A -t [2001:db8::1]:80 -p -M 64
  => -A -t [2001:db8::1]:80 -s wlc -p 360 -M 64
  - -A -t [2001:db8::1]:80 -p -M 0
  - -A -t [2001:db8::1]:80 -p -M 129
  - -A -t 192.0.2.1:81 -o
  + -A -u 192.0.2.1:81 -o
  => -A -u 192.0.2.1:81 -s wlc -o
  + -A -f 7 -o
  => -A -f 7 -s wlc -o
  + -A -u 192.0.2.1:81 -p 60 --pe sip
  => -A -u 192.0.2.1:81 -s wlc -p 60 --pe sip
  + -A -u 192.0.2.1:81 -p 60 --pe nosuch
  + -A -t 192.0.2.1:81 -s sh -b sh-port
  =>
  + -A -t 192.0.2.1:81 -s mh -b mh-fallback,mh-port
  =>
  - -A -t 192.0.2.1:81 -s rr -b sh-port
  + -A -t 192.0.2.1:81 -s rr -b flag-1
  =>
  + -A -t 192.0.2.1:81 -b flag-2 -s rr
  => -A -t 192.0.2.1:81 -s rr -b flag-2
  - -A -t 192.0.2.1:81 -b nosuch
  + -A -t 192.0.2.1:81 -b flag-1,,flag-2
  => -A -t 192.0.2.1:81 -s wlc -b flag-1,flag-2
  - -A -t 192.0.2.1:81 -b flag-4
  + -A -t 192.0.2.1:http
  - -A -t 192.0.2.1:nosuchservice
  + -A -t localhost:81
  => -A -t 127.0.0.1:81 -s wlc
  + -A --tcp-service=192.0.2.1:81 --scheduler=rr
  => -A -t 192.0.2.1:81 -s rr
  + --add-service --tcp-service 192.0.2.1:81
  => -A -t 192.0.2.1:81 -s wlc
  + -A -t192.0.2.1:81
  => -A -t 192.0.2.1:81 -s wlc
  + -At 192.0.2.1:81 -srr
  => -A -t 192.0.2.1:81 -s rr
  - -A -t 192.0.2.1:81 -m
  - -A -t 192.0.2.1:81 -r 10.0.0.1:80
  - -A -t 192.0.2.1:81 -w 3
  - -A -t 192.0.2.1:81 extra
  + -A --sctp-service 192.0.2.1:81
  => -A --sctp-service 192.0.2.1:81 -s wlc
  + -A -u 192.0.2.1:80
  => -A -u 192.0.2.1:80 -s wlc
  + -E -t 192.0.2.1:80 -s rr
  => -A -t 192.0.2.1:80 -s rr
  + -E -t 192.0.2.1:80
  => -A -t 192.0.2.1:80 -s wlc
  + -E -t 192.0.2.1:99 -s rr
  + -D -t 192.0.2.1:80
  + -D -t 192.0.2.1:99
  - -D -t 192.0.2.1:80 -s rr
  - -D
  + -a -t 192.0.2.1:80 -r 10.0.0.3
  => -a -t 192.0.2.1:80 -r 10.0.0.3:80 -g -w 1
  + -a -t 192.0.2.1:80 -r 10.0.0.3 -m
  => -a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -w 1
  + -a -t 192.0.2.1:80 -r 10.0.0.3:81 -g
  => -a -t 192.0.2.1:80 -r 10.0.0.3:80 -g -w 1
  + -a -t 192.0.2.1:80 -r 10.0.0.3:81 -i
  => -a -t 192.0.2.1:80 -r 10.0.0.3:80 -i -w 1 --tun-type ipip
  + -a -t 192.0.2.1:80 -r 10.0.0.3:81 -m -w 5
  =>
  + -a -t 192.0.2.1:80 -r 10.0.0.3:0 -m
  => -a -t 192.0.2.1:80 -r 10.0.0.3:0 -m -w 1
  - -a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -g
  - -a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -w -1
  + -a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -w 65536
  =>
  + -a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -w 2147483647
  =>
  - -a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -w 2147483648
  - -a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -w x
  + -a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -x 10 -y 5
  => -a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -w 1
  + -a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -x 5 -y 10
  + -a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -y 10
  + -a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -x 65536
  => -a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -w 1
  - -a -t 192.0.2.1:80 -r 10.0.0.3:80 -m -x -1
  - -a -t 192.0.2.1:80 -r [2001:db8::1]:80 -m
  + -a -t 192.0.2.1:80 -r [2001:db8::1]:80 -i
  => -a -t 192.0.2.1:80 -r [2001:db8::1]:80 -i -w 1 --tun-type ipip
  - -a -t 192.0.2.1:80 -r [2001:db8::1]:80 -g
  + -a -t 192.0.2.1:80 -r 10.0.0.2:80 -m
  + -a -t 192.0.2.1:99 -r 10.0.0.2:80 -m
  - -a -t 192.0.2.1:80 -m
  - -a -r 10.0.0.2:80
  - -a -t 192.0.2.1:80 -r 10.0.0.3:80 -s rr
  + -a -t 192.0.2.1:80 -r 10.0.0.3:80 -i --tun-type ipip
  => -a -t 192.0.2.1:80 -r 10.0.0.3:80 -i -w 1 --tun-type ipip
  + -a -t 192.0.2.1:80 -r 10.0.0.3:80 -i --tun-type gue --tun-port 6080
  => -a -t 192.0.2.1:80 -r 10.0.0.3:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-nocsum
  - -a -t 192.0.2.1:80 -r 10.0.0.3:80 -i --tun-type gue
  + -a -t 192.0.2.1:80 -r 10.0.0.3:80 -i --tun-type gre
  => -a -t 192.0.2.1:80 -r 10.0.0.3:80 -i -w 1 --tun-type gre --tun-nocsum
  + -a -t 192.0.2.1:80 -r 10.0.0.3:80 -i --tun-type gre --tun-csum
  => -a -t 192.0.2.1:80 -r 10.0.0.3:80 -i -w 1 --tun-type gre --tun-csum
  - -a -t 192.0.2.1:80 -r 10.0.0.3:80 -i --tun-type gre --tun-remcsum
  - -a -t 192.0.2.1:80 -r 10.0.0.3:80 -i --tun-type gre --tun-port 3
  - -a -t 192.0.2.1:80 -r 10.0.0.3:80 -i --tun-type ipip --tun-csum
  - -a -t 192.0.2.1:80 -r 10.0.0.3:80 -i --tun-type nosuch
  - -a -t 192.0.2.1:80 -r 10.0.0.3:80 -m --tun-type gue --tun-port 6080
  - -a -t 192.0.2.1:80 -r 10.0.0.3:80 -i --tun-port 6080
  + -a -t 192.0.2.1:80 -r 10.0.0.3:80 --tun-type gue --tun-port 6080 -i
  => -a -t 192.0.2.1:80 -r 10.0.0.3:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-nocsum
  - -a -t 192.0.2.1:80 -r 10.0.0.3:80 -i --tun-type gue --tun-port 0
  - -a -t 192.0.2.1:80 -r 10.0.0.3:80 -i --tun-type gue --tun-port 65536
  + -a -f 5 -r 10.0.0.3 -g
  => -a -f 5 -r 10.0.0.3:0 -g -w 1
  + -a -f 5 -r 10.0.0.3:80 -g
  => -a -f 5 -r 10.0.0.3:80 -g -w 1
  + -a -f 5 -r 10.0.0.3:80 -m
  => -a -f 5 -r 10.0.0.3:80 -m -w 1
  + -e -t 192.0.2.1:80 -r 10.0.0.2:80 -m -w 9
  => -a -t 192.0.2.1:80 -r 10.0.0.2:80 -m -w 9
  + -e -t 192.0.2.1:80 -r 10.0.0.2:80 -w 9
  => -a -t 192.0.2.1:80 -r 10.0.0.2:80 -g -w 9
  + -e -t 192.0.2.1:80 -r 10.0.0.9:80 -w 9
  + -d -t 192.0.2.1:80 -r 10.0.0.2:80
  + -d -t 192.0.2.1:80 -r 10.0.0.9:80
  - -d -t 192.0.2.1:80
  - -d -t 192.0.2.1:80 -r 10.0.0.2:80 -w 1
  + -C
  - -C -t 192.0.2.1:80
  + -Z
  + -Z -t 192.0.2.1:80
  + -Z -t 192.0.2.1:99
  + -S -n
  + -S
  - -n -S
  - -S -t 192.0.2.1:80 -n
  + -L
  + -L -n
  + -l -n
  + -Ln
  - -nL
  - -n
  + -L -t 192.0.2.1:99 -n
  + -L --stats --rate -n
  + -L --exact -n
  + -L --stats --exact -n
  + -L -n --sort
  + -L -n --nosort
  - -L -c -n --stats
  + -L --timeout -n
  - -L --daemon --timeout
  - -L -s rr
  + --set 900 120 300
  - --set 900 120
  - --set 900 120 300 4
  + --set 0 0 0
  - --set -1 0 0
  - --set 2678401 0 0
  - --set x 0 0
  - --set 10 10 10 -n
  + --start-daemon master
  + --start-daemon master --mcast-interface eth0
  - --start-daemon nosuch
  + --start-daemon master --mcast-interface nosuch
  - --start-daemon=backup --mcast-interface=eth0 --syncid 300
  + --start-daemon backup --mcast-interface eth0 --syncid 25 --sync-maxlen 1400 \
  --mcast-group 224.0.0.82 --mcast-port 8849 --mcast-ttl 3
  + --start-daemon backup --mcast-interface eth0
  - --start-daemon master --mcast-interface eth0 --mcast-group 10.0.0.1
  + --stop-daemon master
  + --stop-daemon backup
  - --stop-daemon nosuch
  - --stop-daemon
  + -h
  + --help
  + -v
  + --version
  - -A -A -t 192.0.2.1:81
  - -A -D -t 192.0.2.1:81
  - -A -t 192.0.2.1:81 --nosuch
  - -A -t 192.0.2.1:81 -q
  """
