# An IPv4 service with an IPv6 real server, over TUN: the kernel takes mixed families there
network lan
machine client   lan 192.168.3.10/24
machine director lan 192.168.3.1/24,192.168.3.108/32,fd00:3::1/64
machine server1  lan 192.168.3.2/24,fd00:3::2/64
machine server2  lan 192.168.3.3/24
on server1 ip link add name tunnel type ip6tnl mode any local fd00:3::2 remote fd00:3::1
on server2 ip link set tunl0 name tunnel
for server in server1 server2; do
  on $server ip link set tunnel up
  on $server ip address add 192.168.3.108/32 dev lo
  on $server busybox sysctl -qw net.ipv4.conf.{all,tunnel}.rp_filter=0 \
    net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
  web $server
done

configuration <<END
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo rr
    lb_kind TUN
    protocol TCP
    real_server fd00:3::2 80 {
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
  -> 192.168.3.3:80 Tunnel 1
  -> [fd00:3::2]:80 Tunnel 1
END
expect "the requests are shared" \
  is "$(answered_by client http://192.168.3.108/ 6)" "server1 3 server2 3"
agrees
