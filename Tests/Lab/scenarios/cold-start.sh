# At start a real server enters only after its first check; one without a check enters at once
nat_network
web server1
machine server3 inside 10.0.0.4/8 gateway 10.0.0.1
configuration <<END
virtual_server 192.168.3.108 80 {
    delay_loop 60
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.2 80 {
        TCP_CHECK {
        }
    }
    real_server 10.0.0.3 80 {
        TCP_CHECK {
        }
    }
    real_server 10.0.0.4 80 {
    }
}
END
traffic_of_changes=$work/changes
(while sleep 0.05; do table; done > "$traffic_of_changes" 2> /dev/null) &
watcher=$!
start_directord

# The first checks run at once, although the delay is 60 s.
becomes 15 <<END
TCP 192.168.3.108:80 rr
  -> 10.0.0.2:80 Masq 1
  -> 10.0.0.4:80 Masq 1
END
within 15 "the dead one is known" is_down 10.0.0.3:80
kill $watcher
expect "it was never in the table" not grep -qF 10.0.0.3 "$traffic_of_changes"
