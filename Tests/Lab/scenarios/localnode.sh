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
# The director's own checks of the virtual address are balanced too, so the shares are not exact.
answers=$(answered_by client http://192.168.3.108/ 6)
expect "the director answers" grep -q director <(echo "$answers")
expect "the real server answers" grep -q server1 <(echo "$answers")
agrees
