# slow_start: a real server that has come back gets its share in steps, and no request fails
nat_network
web server1
web server2
configuration <<END
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo wrr
    lb_kind NAT
    protocol TCP
    retry 0
    slow_start 20
    weight 100
    real_server 10.0.0.2 80 {
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
  -> 10.0.0.2:80 Masq 100
  -> 10.0.0.3:80 Masq 100
END
dies server2
becomes 15 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.2:80 Masq 100
END

traffic client http://192.168.3.108/
returns server2
within 10 "it is back with a part of its weight" eval 'table | grep -qE "10.0.0.3:80 Masq [1-4]0$"'
expect "the status says how much" \
  not is "$(real_server 10.0.0.3:80 .slowStart)" null
within 5 "the weight rises" eval 'table | grep -qE "10.0.0.3:80 Masq [5-7]0$"'
becomes 25 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.2:80 Masq 100
  -> 10.0.0.3:80 Masq 100
END
traffic_ends 100
