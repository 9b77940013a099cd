# FTP_CHECK against vsftpd: log in, passive listing, a file and its digest; replies that NAT cannot follow
network lan
machine director lan 10.0.0.1/8
machine server1 lan 10.0.0.2/8
machine server2 lan 10.0.0.3/8
machine server3 lan 10.0.0.4/8
ftp server1
ftp server2 pasv_address=192.0.2.9
ftp server3 pasv_enable=NO
# Over TLS only: after a word of the client, and from the first byte.
machine server4 lan 10.0.0.5/8
machine server5 lan 10.0.0.6/8
certificate
tls="ssl_enable=YES rsa_cert_file=$work/certificate.pem rsa_private_key_file=$work/key.pem
  allow_anon_ssl=YES force_anon_logins_ssl=YES force_anon_data_ssl=YES require_ssl_reuse=NO"
ftp server4 $tls
ftp server5 $tls implicit_ssl=YES

port=2000
server() {
  port=$((port + 1))
  cat <<END
virtual_server 10.0.0.1 $port {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server $1 $port {
        FTP_CHECK {
            connect_port 21
            connect_timeout 3
            retry 0
$(cat)
        }
    }
}
END
}
name=$(echo server1 | md5sum | cut -d ' ' -f 1)
{
  server 10.0.0.2 <<< ""
  server 10.0.0.2 <<< "path name
    digest $name"
  server 10.0.0.2 <<< "passive epsv
    path name"
  server 10.0.0.2 <<< "passive none"
  server 10.0.0.3 <<< "passive none"
  server 10.0.0.5 <<< "tls explicit
    path name"
  server 10.0.0.6 <<< "tls implicit
    path name"
} > "$work/good"
good=$port
{
  server 10.0.0.2 <<< "path missing"
  server 10.0.0.2 <<< "path name
    digest 00000000000000000000000000000000"
  server 10.0.0.2 <<< "user nobody-here
    password wrong"
  server 10.0.0.2 <<< "tls explicit"
  server 10.0.0.3 <<< ""
  server 10.0.0.4 <<< ""
  server 10.0.0.5 <<< ""
  server 10.0.0.9 <<< ""
} > "$work/bad"
cat "$work/good" "$work/bad" | configuration
start_directord --shadow

for ((at = 2001; at <= port; at++)); do
  server=$(sed -nE "s/.*real_server ([0-9.]+) $at .*/\1/p" "$work/director.conf")
  if ((at <= good)); then
    within 15 "$server:$at is up" is_up "$server:$at"
  else
    within 15 "$server:$at is down" is_down "$server:$at"
    reason "$server:$at"
  fi
done
expect "the reason names the other address" grep -q '192\.0\.2\.9' <(reason 10.0.0.3:$((good + 5)))
