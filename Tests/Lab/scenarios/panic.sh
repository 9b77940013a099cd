# panic_threshold: where fewer real servers pass than can be believed, all of them serve, and it says so
nat_network
web server1
web server1 8080
web server2
configuration <<END
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    retry 0
    panic_threshold 50%
    real_server 10.0.0.2 80 {
        TCP_CHECK {
        }
    }
    real_server 10.0.0.2 8080 {
        TCP_CHECK {
        }
    }
    real_server 10.0.0.3 80 {
        TCP_CHECK {
        }
    }
}
END
all() {
  cat <<END
TCP 192.168.3.108:80 rr
  -> 10.0.0.2:80 Masq 1
  -> 10.0.0.2:8080 Masq 1
  -> 10.0.0.3:80 Masq 1
END
}
start_directord
all | becomes 15
dies server1
becomes 15 <<END
TCP 192.168.3.108:80 rr
  -> 10.0.0.2:8080 Masq 1
  -> 10.0.0.3:80 Masq 1
END
dies server1 8080
all | becomes 15
expect "it is told" says director "1 of 3 real servers pass their checks, fewer than 50 %"
expect "and seen" is "$(status --json | jq .status.virtualServers[0].panicking)" true
returns server1
becomes 15 <<END
TCP 192.168.3.108:80 rr
  -> 10.0.0.2:80 Masq 1
  -> 10.0.0.3:80 Masq 1
END
