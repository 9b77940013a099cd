# Direct routing: the real servers hold the VIP quietly and answer the client themselves
dr_network
configuration <<END
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo rr
    lb_kind DR
    protocol TCP
    delay_before_retry 0.5
    real_server 192.168.3.2 80 {
        TCP_CHECK {
        }
    }
    real_server 192.168.3.3 80 {
        TCP_CHECK {
        }
    }
}
END
start_directord

becomes 15 <<END
TCP 192.168.3.108:80 rr
  -> 192.168.3.2:80 Route 1
  -> 192.168.3.3:80 Route 1
END
expect "the requests are shared" \
  is "$(answered_by client http://192.168.3.108/ 6)" "server1 3 server2 3"

dies server2
becomes 15 <<END
TCP 192.168.3.108:80 rr
  -> 192.168.3.2:80 Route 1
END
expect "the other one serves alone" \
  is "$(answered_by client http://192.168.3.108/ 4)" "server1 4"
