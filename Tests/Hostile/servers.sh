# One real server does its worst in each protocol: 1,000 others are checked on time
network lan
machine director lan 10.0.0.1/8
machine worst lan 10.0.0.2/8
machine good lan 10.0.0.3/8
library=$(dirname "$1")/lib
begin good good python3 "$library/good.py" 10.0.0.3 20000 1000
openssl req -x509 -newkey rsa:4096 -nodes -keyout "$work/key.pem" -out "$work/worst.pem" -days 2 \
  -subj /CN=worst 2> /dev/null
cat "$work/key.pem" >> "$work/worst.pem"
# What it spends is another machine's: here it has only what the director leaves.
begin worst worst nice -n 19 python3 "$library/servers.py" 10.0.0.2 "$work/worst.pem"
# A group of 8192 bits costs who uses it a third of a second: checks do not offer it.
openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe8192 -out "$work/group.pem" 2> /dev/null
begin group worst nice -n 19 openssl s_server -quiet -www -accept 10.0.0.2:8445 -cert "$work/worst.pem" \
  -tls1_2 -cipher DHE -dhparam "$work/group.pem"

# check PORT CHECK [TIMEOUT] <<BLOCK: a virtual server with the worst real server, checked each second.
check() {
  cat <<END
virtual_server 10.0.0.1 $1 {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.2 $1 {
        $2 {
            connect_timeout ${3:-3}
            retry 0
$(cat)
        }
    }
}
END
}
{
  for ((service = 0; service < 10; service++)); do
    echo "virtual_server 10.0.0.1 $((10000 + service)) {
      delay_loop 5
      lb_algo rr
      lb_kind NAT
      protocol TCP"
    for ((server = 0; server < 100; server++)); do
      echo "real_server 10.1.$service.$server 9 {
        TCP_CHECK {
          connect_ip 10.0.0.3
          connect_port $((20000 + service * 100 + server))
          connect_timeout 4
        }
      }"
    done
    echo "}"
  done
} > "$work/good.conf"
{
  check 5432 PGSQL_CHECK 30 <<< $'user probe\npassword secret'
  check 3306 MYSQL_CHECK <<< $'user probe\npassword secret'
  check 8001 HTTP_GET <<< $'url {\npath /\ndigest d41d8cd98f00b204e9800998ecf8427e\n}'
  check 8002 HTTP_GET <<< $'url {\npath /\n}'
  check 8003 HTTP_GET <<< $'url {\npath /\n}'
  check 8004 HTTP_GET 30 <<< $'url {\npath /\nregex "(a|b)*a(a|b){12}dc"\n}'
  check 8005 TCP_CHECK 30 <<< 'expect_regex "(a+)+c"'
  check 8006 TCP_CHECK <<< 'expect aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab'
  check 8443 SSL_GET <<< $'url {\npath /\n}'
  check 8444 SSL_GET <<< $'url {\npath /\n}'
  check 8445 SSL_GET <<< $'url {\npath /\n}'
  check 8446 SSL_GET <<< $'http_protocol 2\nurl {\npath /\n}'
  check 9990 FTP_CHECK <<< 'tls implicit'
  check 2525 SMTP_CHECK <<< ''
  check 6379 REDIS_CHECK <<< 'role primary'
  check 3890 LDAP_CHECK <<< ''
  check 1430 IMAP_CHECK <<< ''
  check 1100 POP_CHECK <<< ''
  check 5060 SIP_CHECK <<< ''
  check 3333 AGENT_CHECK <<< ''
  check 2121 FTP_CHECK <<< ''
  check 53 DNS_CHECK <<< ''
  check 1812 RADIUS_CHECK <<< 'secret s'
  check 500 IKE_CHECK <<< ''
  check 7 UDP_CHECK <<< 'require_reply 00'
} > "$work/worst.conf"

# counted SECONDS: how many connections the good server had in so many of its own seconds.
counted() {
  local before
  before=$(wc -l < "$work/good.log")
  within $(($1 * 4)) "$1 s are counted" more $((before + $1))
  tail -n "+$((before + 1))" "$work/good.log" | head -n "$1" | awk '{ n += $1 } END { print n }' \
    > "$work/count"
}
more() { (($(wc -l < "$work/good.log") >= $1)); }
longest() { status --json | jq '.status.daemon.loop.longestTurn * 1000 | floor'; }
all_up() { is "$(status --json | jq '[.. | .realServers? // empty | .[] | select(.state == "up")] | length')" 1000; }

configuration < "$work/good.conf"
start_directord --shadow
within 60 "all 1,000 are up" all_up
counted 10
calm=$(cat "$work/count")
before=$(longest)
cat "$work/good.conf" "$work/worst.conf" | configuration
reload
within 30 "the worst server is checked" says director "PGSQL_CHECK"
counted 15
amid=$(cat "$work/count")
after=$(longest)
expect "the others are checked as often: $calm in 10 s before, $amid in 15 s amid" \
  test $((amid * 10)) -ge $((calm * 12))
# What a reload takes is in it too, and what this machine does besides: printed, and judged by what the
# others missed.
seen "the longest turn: $before ms before, $after ms amid"
expect "nobody else was taken down" not grep -E '10\.1\.[0-9.]+:9 .*down' "$work/director.log"
expect "lines are short" not grep -E '.{2000}' "$work/director.log"
within 10 "a costly pattern is told of" says director "is too costly on this page"
within 10 "a handshake without end is broken off" says director \
  "https 10.0.0.2:8443/: TLS: more than 50 handshake messages came"
within 10 "so is one in small records" says director \
  "https 10.0.0.2:8444/: TLS: more than 128 KiB of handshake messages came"
within 10 "a server that has costly ciphers alone fails" says director \
  "https 10.0.0.2:8445/: TLS: sslv3 alert handshake failure"
within 10 "and a handshake without end in FTP" says director \
  "ftp 10.0.0.2:9990: TLS: more than 50 handshake messages came"
within 10 "PostgreSQL's second challenge is told of" says director "out of turn"
