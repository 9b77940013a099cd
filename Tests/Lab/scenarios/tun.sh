# Tunnelling: the real servers are beyond a router, and answer the client past the director
#
#   client, director ── outside ── router ── remote ── server1, server2
network outside
network remote
machine client   outside 192.168.3.10/24                          gateway 192.168.3.254
machine director outside 192.168.3.1/24,192.168.3.108/32          gateway 192.168.3.254
machine router   outside 192.168.3.254/24  remote 172.16.0.254/24
machine server1  remote 172.16.0.2/24                             gateway 172.16.0.254
machine server2  remote 172.16.0.3/24                             gateway 172.16.0.254
forwards router
for server in server1 server2; do
  on $server ip link set tunl0 up
  on $server ip address add 192.168.3.108/32 dev tunl0
  on $server sysctl -qw net.ipv4.conf.{all,tunl0}.rp_filter=0
  web $server
done

configuration <<END
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo rr
    lb_kind TUN
    protocol TCP
    delay_before_retry 0.5
    real_server 172.16.0.2 80 {
        TCP_CHECK {
        }
    }
    real_server 172.16.0.3 80 {
        TCP_CHECK {
        }
    }
}
END
start_directord

becomes 15 <<END
TCP 192.168.3.108:80 rr
  -> 172.16.0.2:80 Tunnel 1
  -> 172.16.0.3:80 Tunnel 1
END
expect "the requests are shared" \
  is "$(answered_by client http://192.168.3.108/ 6)" "server1 3 server2 3"
