# NAT, the classic set-up: a real server dies, the table follows, it comes back
nat_network
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

becomes 15 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.2:80 Masq 1
  -> 10.0.0.3:80 Masq 1
END
expect "the requests are shared" \
  is "$(answered_by client http://192.168.3.108/ 10)" "server1 5 server2 5"

dies server1
becomes 15 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.3:80 Masq 1
END
expect "the other one serves alone" \
  is "$(answered_by client http://192.168.3.108/ 10)" "server2 10"

returns server1
becomes 15 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.2:80 Masq 1
  -> 10.0.0.3:80 Masq 1
END
expect "both serve again" \
  is "$(answered_by client http://192.168.3.108/ 10)" "server1 5 server2 5"
