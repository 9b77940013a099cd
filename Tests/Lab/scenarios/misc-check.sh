# MISC_CHECK: exit codes are weights in the kernel's table, and a failure takes the real server out
nat_network
web server1
web server2
for server in server1 server2; do
  printf '#!/bin/sh\nexit $(cat %s)\n' "$work/$server.said" > "$work/$server.check"
  chmod 755 "$work/$server.check"
  echo 0 > "$work/$server.said"
done
configuration <<END
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo wrr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.2 80 {
        weight 3
        MISC_CHECK {
            misc_path $work/server1.check
            misc_dynamic
            misc_timeout 300
        }
    }
    real_server 10.0.0.3 80 {
        weight 1
        MISC_CHECK {
            misc_path $work/server2.check
            misc_timeout 300
        }
    }
}
END
start_directord
nat_table 3 1 | becomes 15
echo 12 > "$work/server1.said"
nat_table 10 1 | becomes 10
echo 2 > "$work/server1.said"
nat_table 0 1 | becomes 10
expect "with weight 0 it gets nothing" is "$(answered_by client http://192.168.3.108/ 4)" "server2 4"
echo 6 > "$work/server1.said"
nat_table 4 1 | becomes 10
echo 2 > "$work/server2.said"
becomes 10 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.2:80 Masq 4
END
echo 1 > "$work/server1.said"
becomes 10 <<< "TCP 192.168.3.108:80 wrr"
echo 0 > "$work/server1.said"
becomes 10 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.2:80 Masq 4
END
