# TCP_CHECK: accepted, refused, silent, and the common options
network lan
machine director lan 10.0.0.1/8,10.0.0.11/8
machine server1 lan 10.0.0.2/8
machine server2 lan 10.0.0.3/8
web server1
web server2
# It neither accepts nor refuses, unless asked from the director's second address.
on server2 ip route add blackhole 10.0.0.1

check() {
  cat <<END
    real_server $1 $2 {
        TCP_CHECK {
            connect_timeout 1
            retry 1
            delay_before_retry 0.2
            ${3-}
        }
    }
END
}
configuration <<END
virtual_server 10.0.0.1 80 {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
$(check 10.0.0.2 80)
$(check 10.0.0.2 82)
$(check 10.0.0.3 80)
$(check 10.0.0.3 82 "connect_port 80
            bindto 10.0.0.11")
$(check 10.0.0.3 83 "connect_ip 10.0.0.2
            connect_port 80")
}
END
start_directord --shadow

within 15 "accepted is up" is_up 10.0.0.2:80
within 15 "refused is down" is_down 10.0.0.2:82
within 15 "silent is down" is_down 10.0.0.3:80
within 15 "bindto is honoured" is_up 10.0.0.3:82
within 15 "connect_ip and connect_port are honoured" is_up 10.0.0.3:83

dies server1
within 15 "a server that dies is down" is_down 10.0.0.2:80
returns server1
within 15 "one that comes back is up" is_up 10.0.0.2:80
expect "--shadow says what it would do" says director "10.0.0.2:80"
