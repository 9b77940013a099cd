# LocalNode: the director is one of its own real servers
nat_network
web director
web server1

configuration <<END
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo rr
    lb_kind DR
    protocol TCP
    real_server 192.168.3.108 80 {
        TCP_CHECK {
        }
    }
    real_server 10.0.0.2 80 {
        lvs_method NAT
        TCP_CHECK {
        }
    }
}
END
start_directord

becomes 15 <<END
TCP 192.168.3.108:80 rr
  -> 10.0.0.2:80 Masq 1
  -> 192.168.3.108:80 Route 1
END
expect "the requests are shared" \
  is "$(answered_by client http://192.168.3.108/ 6)" "director 3 server1 3"
agrees
