# SMTP_CHECK against postfix: plain, STARTTLS, verified, a server that is not SMTP, one that dies
network lan
machine director lan 10.0.0.1/8
machine server1 lan 10.0.0.2/8
smtp server1
web server1 8025

port=2500
server() {
  port=$((port + 1))
  cat <<END
virtual_server 10.0.0.1 $port {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.2 $port {
        SMTP_CHECK {
            connect_port $1
            connect_timeout 5
            retry 0
$(cat)
        }
    }
}
END
}
{
  server 25 <<< ""
  server 25 <<< "helo_name lb1.example.org"
  server 25 <<< "tls starttls"
  server 25 <<< "tls starttls
    sni_name www.example.org
    verify_certificate
    ca $work/certificate.pem"
  server 99 <<< "host {
    connect_port 25
  }"
} > "$work/good"
good=$port
{
  server 26 <<< ""
  server 8025 <<< ""
  server 25 <<< "tls implicit"
  server 25 <<< "tls starttls
    sni_name other.example.org
    verify_certificate
    ca $work/certificate.pem"
} > "$work/bad"
cat "$work/good" "$work/bad" | configuration
start_directord --shadow

for ((at = 2501; at <= port; at++)); do
  if ((at <= good)); then
    within 20 "port $at is up: $(reason 10.0.0.2:$at | tr -d '\n' | tr -s ' ')" is_up 10.0.0.2:$at
  else
    within 20 "port $at is down: $(reason 10.0.0.2:$at | tr -d '\n' | tr -s ' ')" is_down 10.0.0.2:$at
  fi
done
expect "another name is told of" grep -qi 'subject name' <(reason 10.0.0.2:$((good + 4)))
dies_smtp server1
within 15 "a server that dies is down" is_down 10.0.0.2:2501
