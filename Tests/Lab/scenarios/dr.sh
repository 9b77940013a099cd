# Direct routing: the real servers hold the VIP quietly and answer the client themselves
network lan
machine client   lan 192.168.3.10/24
machine director lan 192.168.3.1/24,192.168.3.108/32
machine server1  lan 192.168.3.2/24
machine server2  lan 192.168.3.3/24
for server in server1 server2; do
  on $server sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
  on $server ip address add 192.168.3.108/32 dev lo
  web $server
done

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
