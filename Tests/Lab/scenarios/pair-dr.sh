# A pair, direct routing: one dies, comes back, is drained and ended under traffic; no request fails
network lan
machine client  lan 192.168.3.10/24
machine lb1     lan 192.168.3.1/24
machine server1 lan 192.168.3.2/24
machine server2 lan 192.168.3.3/24
machine lb2     lan 192.168.3.4/24
for server in server1 server2; do
  on $server busybox sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
  on $server ip address add 192.168.3.108/32 dev lo
  web $server
done

# director_file PRIORITY: the same client goes to the same real server through either director, and
# one that gets a connection in its midst goes on with it: so a request that is under way survives.
director_file() {
  cat <<END
vrrp_instance one {
    state BACKUP
    interface eth0
    virtual_router_id 51
    version 3
    advert_int 0.2
    priority $1
    virtual_ipaddress {
        192.168.3.108/32
    }
}
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo sh
    lb_kind DR
    protocol TCP
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
}
director_file 150 | as lb1 configuration
director_file 100 | as lb2 configuration
pair_starts
for name in lb1 lb2; do
  on $name busybox sysctl -qw net.ipv4.vs.sloppy_tcp=1
  as $name becomes 15 <<END
TCP 192.168.3.108:80 sh
  -> 192.168.3.2:80 Route 1
  -> 192.168.3.3:80 Route 1
END
done

LAB_RATE=10 traffic client http://192.168.3.108/
dead lb1 192.168.3.108/32 eth0
within 10 "killed: the other takes over" as lb2 stands one master
within 5 "and serves" ask client http://192.168.3.108/
as lb1 start_directord
within 20 "it comes back, and preempts" as lb1 stands one master
kill -USR1 "${running[lb1]}"
within 10 "drained: the other takes over" as lb2 stands one master
expect "and the first holds nothing" not as lb1 holds 192.168.3.108
kill -USR2 "${running[lb1]}"
within 20 "taken back, it preempts" as lb1 stands one master
finish lb1 TERM
expect "it ends well" is $? 0
within 10 "and the other takes over" as lb2 stands one master
traffic_ends 30
