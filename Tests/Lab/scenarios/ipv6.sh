# IPv6, NAT
network outside
network inside
machine client   outside fd00:3::10/64                      gateway fd00:3::108
machine director outside fd00:3::108/64  inside fd00:10::1/64
machine server1  inside fd00:10::2/64  gateway fd00:10::1
machine server2  inside fd00:10::3/64  gateway fd00:10::1
forwards director
web server1
web server2

configuration <<END
virtual_server fd00:3::108 80 {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    delay_before_retry 0.5
    real_server fd00:10::2 80 {
        TCP_CHECK {
        }
    }
    real_server fd00:10::3 80 {
        HTTP_GET {
            url {
                path /
                status_code 200
            }
            delay_before_retry 0.5
        }
    }
}
END
start_directord

becomes 15 <<END
TCP [fd00:3::108]:80 rr
  -> [fd00:10::2]:80 Masq 1
  -> [fd00:10::3]:80 Masq 1
END
expect "the requests are shared" \
  is "$(answered_by client 'http://[fd00:3::108]/' 6)" "server1 3 server2 3"

dies server2
becomes 15 <<END
TCP [fd00:3::108]:80 rr
  -> [fd00:10::2]:80 Masq 1
END
