# BFD_CHECK with BIRD: a real server whose session goes down leaves the table at once, long before its next check
nat_network
web server1
web server2
for number in 1 2; do
  cat > "$work/bird$number.conf" <<END
log stderr all;
router id 10.0.0.$((number + 1));
protocol device { }
protocol bfd {
  interface "eth0" { min rx interval 1 s; min tx interval 1 s; idle tx interval 1 s; multiplier 10; };
  neighbor 10.0.0.1 dev "eth0" local 10.0.0.$((number + 1));
}
END
done
# bird NUMBER: the session's other end, on that server.
bird() {
  begin "bird$1" "server$1" bird -f -c "$work/bird$1.conf" -s "$work/bird$1.ctl" -P "$work/bird$1.pid"
}
# session NUMBER: a session with that server.
session() {
  cat <<END
bfd_instance server$1 {
    neighbor_ip 10.0.0.$(($1 + 1))
    min_rx 1000
    min_tx 1000
    multiplier 10
}
END
}
# check NUMBER: a real server that is checked by it.
check() {
  cat <<END
    real_server 10.0.0.$(($1 + 1)) 80 {
        BFD_CHECK {
            name server$1
        }
    }
END
}
# file [WORDS]
file() {
  cat <<END
$(session 1)
$(session 2)
virtual_server 192.168.3.108 80 {
    delay_loop 600
    lb_algo wrr
    lb_kind NAT
    protocol TCP
    retry 5
    ${1:-}
$(check 1)
$(check 2)
}
END
}
file | configuration
start_directord
becomes 5 <<< "TCP 192.168.3.108:80 wrr"
bird 1
bird 2
nat_table 1 1 | becomes 20
# The cable is cut: nobody says anything any more, and ten seconds later that is a failure.
ip link set server2.0 nomaster
becomes 30 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.2:80 Masq 1
END
expect "the log says why" says director "BFD_CHECK of bfd_instance server2 failed: it is down"
ip link set server2.0 master inside
nat_table 1 1 | becomes 20

file "weight 2" | configuration
ups() { grep -cF "bfd_instance server1 is UP" "$work/director.log"; }
before=$(ups)
reload
nat_table 2 2 | becomes 10
expect "a reload lets sessions go on" is "$(ups)" "$before"
expect "it ends well" finish director TERM
