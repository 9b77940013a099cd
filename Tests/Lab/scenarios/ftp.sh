# FTP through NAT: ip_vs_ftp opens the passive data connection, FTP_CHECK speaks to vsftpd
ftp_helper -s
nat_network
# Without these two the kernel does not rewrite what the server says of its address.
on director sysctl -qw net.ipv4.vs.conntrack=1
ftp server1
ftp server2

configuration <<END
virtual_server 192.168.3.108 21 {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    persistence_timeout 60
    real_server 10.0.0.2 21 {
        FTP_CHECK {
            path name
            delay_before_retry 0.5
        }
    }
    real_server 10.0.0.3 21 {
        FTP_CHECK {
            delay_before_retry 0.5
        }
    }
}
END
start_directord

becomes 15 <<END
TCP 192.168.3.108:21 rr persistent 60
  -> 10.0.0.2:21 Masq 1
  -> 10.0.0.3:21 Masq 1
END
for mode in --ftp-pasv --disable-epsv; do
  name=$(ask client ftp://192.168.3.108/name $mode)
  expect "a file comes through the VIP with $mode" grep -q '^server[12]$' <<< "$name"
done

finish ftp-server1
becomes 15 <<END
TCP 192.168.3.108:21 rr persistent 60
  -> 10.0.0.3:21 Masq 1
END
