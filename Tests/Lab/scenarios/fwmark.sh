# A firewall mark joins HTTP and HTTPS into one persistent service
nat_network
on director iptables-legacy -t mangle -A PREROUTING -d 192.168.3.108 -p tcp \
  -m multiport --dports 80,443 -j MARK --set-mark 7
for server in server1 server2; do
  web $server 80
  web $server 443
done

configuration <<END
virtual_server fwmark 7 {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    persistence_timeout 60
    delay_before_retry 0.5
    real_server 10.0.0.2 0 {
        TCP_CHECK {
            connect_port 80
        }
    }
    real_server 10.0.0.3 0 {
        TCP_CHECK {
            connect_port 443
        }
    }
}
END
start_directord

becomes 15 <<END
FWM 7 rr persistent 60
  -> 10.0.0.2:0 Masq 1
  -> 10.0.0.3:0 Masq 1
END
first=$(ask client http://192.168.3.108/)
expect "one client stays with one real server" \
  is "$(answered_by client http://192.168.3.108/ 5)" "$first 5"
expect "on the other port too" \
  is "$(answered_by client http://192.168.3.108:443/ 5)" "$first 5"
on client ip address add 192.168.3.11/24 dev eth0
expect "another client gets the other one" \
  not answers client "http://192.168.3.108/ --interface 192.168.3.11" "$first"

dies server2 443
becomes 15 <<END
FWM 7 rr persistent 60
  -> 10.0.0.2:0 Masq 1
END
