# forwarded-tun: a check along the way of clients sees that a real server's tunnel is down; IPv6, NAT and datagrams too
#
#   client, director ── outside ── router ── remote ── server1, server2
network outside
network remote
machine client   outside 192.168.3.10/24                          gateway 192.168.3.254
machine director outside 192.168.3.1/24,192.168.3.108/32,fd00:3::1/64 gateway 192.168.3.254
machine router   outside 192.168.3.254/24,fd00:3::fe/64  remote 172.16.0.254/24
machine server1  remote 172.16.0.2/24                             gateway 172.16.0.254
machine server2  remote 172.16.0.3/24                             gateway 172.16.0.254
machine server3  outside 192.168.3.3/24,fd00:3::3/64
# As a virtual address of IPv6 is held: nothing is sent from it that need not be.
on director ip address add fd00:3::108/128 dev eth0 nodad preferred_lft 0
forwards router
for server in server1 server2; do
  on $server ip link set tunl0 up
  on $server ip address add 192.168.3.108/32 dev tunl0
  on $server sysctl -qw net.ipv4.conf.{all,tunl0}.rp_filter=0
  web $server
done
on server3 ip address add fd00:3::108/128 dev lo nodad
on server3 ip address add 192.168.3.108/32 dev lo
on server3 sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
web server3
dns server3

configuration <<END
global_defs {
    check_accept_local
}
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo rr
    lb_kind TUN
    protocol TCP
    retry 0
    connect_timeout 3
    check_path both
    real_server 172.16.0.2 80 {
        TCP_CHECK {
        }
    }
    real_server 172.16.0.3 80 {
        TCP_CHECK {
        }
    }
}
virtual_server fd00:3::108 80 {
    delay_loop 1
    lb_algo rr
    lb_kind DR
    protocol TCP
    retry 0
    connect_timeout 3
    check_path both
    real_server fd00:3::3 80 {
        TCP_CHECK {
        }
    }
}
virtual_server 192.168.3.108 81 {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    retry 0
    connect_timeout 3
    check_path forwarded
    real_server 192.168.3.3 80 {
        TCP_CHECK {
        }
    }
}
virtual_server 192.168.3.108 53 {
    delay_loop 1
    lb_algo rr
    lb_kind DR
    protocol UDP
    retry 0
    connect_timeout 3
    check_path both
    real_server 192.168.3.3 53 {
        DNS_CHECK {
            type A
            name www.example.org
            retry 0
        }
    }
}
END
start_directord
for server in 172.16.0.2:80 172.16.0.3:80 '[fd00:3::3]:80' 192.168.3.3:80 192.168.3.3:53; do
  within 15 "$server is up" is_up "$server"
done

on server2 ip link set tunl0 down
within 15 "the one whose tunnel is down is out" is_down 172.16.0.3:80
within 15 "and the reason says why" says_of 172.16.0.3:80 down \
  "answers at its own address, but not through the tunnel: its tunnel is probably down"
on server2 ip link set tunl0 up
within 15 "it is back with its tunnel" is_up 172.16.0.3:80

on server2 sysctl -qw net.ipv4.conf.tunl0.rp_filter=1
within 15 "the one whose rp_filter drops is out" is_down 172.16.0.3:80
on server2 sysctl -qw net.ipv4.conf.tunl0.rp_filter=0
within 15 "it is back without" is_up 172.16.0.3:80

on server3 ip address del fd00:3::108/128 dev lo
within 15 "IPv6: the one without the VIP is out" is_down '[fd00:3::3]:80'
on server3 ip address del 192.168.3.108/32 dev lo
within 15 "UDP: the one without the VIP is out" is_down 192.168.3.3:53
expect "NAT needs none there" is_up 192.168.3.3:80
