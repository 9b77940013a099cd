# A group of addresses and ports is one virtual server with as many services; over UDP
nat_network
on director ip address add 192.168.3.109/32 dev eth0
for server in server1 server2; do
  begin "log-$server" $server busybox nc -u -l -p 514
  web $server
done

configuration <<END
virtual_server_group log {
    192.168.3.108-109 514
}
virtual_server group log {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol UDP
    real_server 10.0.0.2 514 {
        TCP_CHECK {
            connect_port 80
        }
    }
    real_server 10.0.0.3 514 {
        TCP_CHECK {
            connect_port 80
        }
    }
}
END
start_directord
becomes 15 <<END
UDP 192.168.3.108:514 rr
  -> 10.0.0.2:514 Masq 1
  -> 10.0.0.3:514 Masq 1
UDP 192.168.3.109:514 rr
  -> 10.0.0.2:514 Masq 1
  -> 10.0.0.3:514 Masq 1
END
send() { on client bash -c "echo $2 > /dev/udp/$1/514"; }
send 192.168.3.108 one
send 192.168.3.108 two
within 15 "each real server has one datagram" eval 'says log-server1 o && says log-server2 o'
send 192.168.3.109 three
counted() { on director ipvsadm -Ln --stats | grep -qE "$1:514 +$2 "; }
within 15 "the second address serves too" counted 192.168.3.109 1

dies server1
becomes 15 <<END
UDP 192.168.3.108:514 rr
  -> 10.0.0.3:514 Masq 1
UDP 192.168.3.109:514 rr
  -> 10.0.0.3:514 Masq 1
END
