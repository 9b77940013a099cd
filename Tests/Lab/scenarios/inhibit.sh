# inhibit_on_failure: a real server that fails gets weight 0, so that its connections may go on
nat_network
web server1
web server2

configuration <<END
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo wrr
    lb_kind NAT
    protocol TCP
    delay_before_retry 0.5
    real_server 10.0.0.2 80 {
        weight 3
        inhibit_on_failure
        TCP_CHECK {
        }
    }
    real_server 10.0.0.3 80 {
        TCP_CHECK {
        }
    }
}
END
start_directord
becomes 15 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.2:80 Masq 3
  -> 10.0.0.3:80 Masq 1
END

dies server1
becomes 15 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.2:80 Masq 0
  -> 10.0.0.3:80 Masq 1
END
expect "nothing new goes there" \
  is "$(answered_by client http://192.168.3.108/ 4)" "server2 4"

returns server1
becomes 15 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.2:80 Masq 3
  -> 10.0.0.3:80 Masq 1
END
