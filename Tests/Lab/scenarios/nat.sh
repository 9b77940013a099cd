# NAT as in the classic how-to: two cards in the director, two real servers behind it.
network outside
network inside
machine client   outside 192.168.3.10/24
machine director outside 192.168.3.108/24  inside 10.0.0.1/8
machine server1  inside 10.0.0.2/8  gateway 10.0.0.1
machine server2  inside 10.0.0.3/8  gateway 10.0.0.1
forwards director
web server1
web server2

configuration <<END
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo wrr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.2 80 {
        weight 1
        TCP_CHECK {
            connect_timeout 2
            retry 1
            delay_before_retry 1
        }
    }
    real_server 10.0.0.3 80 {
        weight 1
        TCP_CHECK {
            connect_timeout 2
            retry 1
            delay_before_retry 1
        }
    }
}
END
start_directord

becomes 5 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.2:80 Masq 1
  -> 10.0.0.3:80 Masq 1
END
expect "the requests are shared" \
  is "$(answered_by client http://192.168.3.108/ 10)" "server1 5 server2 5"

dies server1
becomes 6 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.3:80 Masq 1
END
expect "the other one serves alone" \
  is "$(answered_by client http://192.168.3.108/ 10)" "server2 10"

returns server1
becomes 4 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.2:80 Masq 1
  -> 10.0.0.3:80 Masq 1
END
expect "both serve again" \
  is "$(answered_by client http://192.168.3.108/ 10)" "server1 5 server2 5"
