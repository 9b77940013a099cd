# Reload under traffic: new weights, a new service, back again; no request fails
nat_network
web server1
web server2
web server1 81
nat_configuration | configuration
start_directord
nat_table | becomes 15
since=$(real_server 10.0.0.2:80 '.since | round')
sleep 2
traffic client http://192.168.3.108/

reload
nat_table | stays 1

nat_configuration 5 2 | configuration
reload
nat_table 5 2 | becomes 15

{
  nat_configuration 5 2
  cat <<END
virtual_server 192.168.3.108 81 {
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.2 81 {
        TCP_CHECK {
        }
    }
}
END
} | configuration
reload
becomes 15 <<END
$(nat_table 5 2)
TCP 192.168.3.108:81 rr
  -> 10.0.0.2:81 Masq 1
END
expect "the new service serves" answers client http://192.168.3.108:81/ server1

nat_configuration | configuration
reload
nat_table | becomes 15
traffic_ends 30
expect "a check that is unchanged kept its state" \
  is "$(real_server 10.0.0.2:80 ".since - $since | fabs | . < 1")" true
