# An FTP server whose passive reply names another address, or opens none, does not get into the table
nat_network
on director sysctl -qw net.ipv4.vs.conntrack=1
ftp server1 pasv_address=192.0.2.9
ftp server2 pasv_enable=NO

configuration <<END
virtual_server 192.168.3.108 21 {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.2 21 {
        FTP_CHECK {
            retry 0
        }
    }
    real_server 10.0.0.3 21 {
        FTP_CHECK {
            retry 0
        }
    }
}
END
start_directord

within 15 "both are down" is_down 10.0.0.2:21
within 15 "both are down" is_down 10.0.0.3:21
expect "the reason names the address" grep -q '192\.0\.2\.9' <(reason 10.0.0.2:21)
expect "and the reply" grep -q '55' <(reason 10.0.0.3:21)
stays 2 <<END
TCP 192.168.3.108:21 rr
END
