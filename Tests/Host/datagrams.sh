# DNS_CHECK against unbound, UDP_CHECK and PING_CHECK: answered, refused by code, unreachable, silent
network lan
machine director lan 10.0.0.1/8 lan 2001:db8::1/64
machine server1 lan 10.0.0.2/8 lan 2001:db8::2/64
machine server2 lan 10.0.0.3/8
dns server1
# A kernel sends one refusal a second to one address: the closed ports are on servers of their own.
machine server3 lan 10.0.0.4/8
# It neither answers nor refuses.
on server2 ip route add blackhole 10.0.0.1
begin echo server1 socat UDP4-RECVFROM:7,fork EXEC:cat

port=3000
server() {
  port=$((port + 1))
  cat <<END
virtual_server ${4:-10.0.0.1} $port {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol UDP
    real_server $1 $port {
        $2 {
            connect_port $3
            connect_timeout 1
            retry 0
$(cat)
        }
    }
}
END
}
{
  server 10.0.0.2 DNS_CHECK 53 <<< "type A
    name www.example.org"
  server 10.0.0.2 DNS_CHECK 53 <<< "type SOA
    name example.org"
  server 10.0.0.2 UDP_CHECK 7 <<< "payload 0102ff
    require_reply 01 xx ff
    min_reply_length 3
    max_reply_length 3"
  server 10.0.0.2 UDP_CHECK 7 <<< ""
  server 10.0.0.2 PING_CHECK 7 <<< ""
} > "$work/good"
good=$port
{
  server 10.0.0.2 DNS_CHECK 53 <<< "type A
    name missing.example.org"
  server 10.0.0.2 DNS_CHECK 53 <<< "type A
    name refused.example.com"
  server 10.0.0.2 DNS_CHECK 54 <<< ""
  server 10.0.0.4 UDP_CHECK 8 <<< ""
  server 10.0.0.2 UDP_CHECK 7 <<< "payload 01
    require_reply 02"
  server 10.0.0.3 PING_CHECK 7 <<< ""
  server 10.0.0.9 PING_CHECK 7 <<< ""
} > "$work/bad"
sixth=$((port + 1))
server 2001:db8::2 PING_CHECK 7 2001:db8::1 <<< "" > "$work/sixth"
cat "$work/good" "$work/bad" "$work/sixth" | configuration
start_directord --shadow

for ((at = 3001; at < sixth; at++)); do
  server=$(sed -nE "s/.*real_server ([0-9.]+) $at .*/\1/p" "$work/director.conf")
  if ((at <= good)); then
    within 20 "$server:$at is up" is_up "$server:$at"
  else
    within 20 "$server:$at is down" is_down "$server:$at"
    reason "$server:$at"
  fi
done
within 20 "IPv6 answers an echo" is_up "[2001:db8::2]:$sixth"
expect "NXDOMAIN is told" grep -q NXDOMAIN <(reason 10.0.0.2:$((good + 1)))
expect "REFUSED is told" grep -q REFUSED <(reason 10.0.0.2:$((good + 2)))
expect "ICMP's answer is told" grep -q 'port unreachable' <(reason 10.0.0.4:$((good + 4)))
expect "a host that is not there is told" grep -q 'no route to host\|no echo' <(reason 10.0.0.9:$((good + 7)))
