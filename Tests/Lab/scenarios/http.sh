# HTTP_GET and SSL_GET with a digest against nginx: a page that is not as it must be takes its server out
nat_network
for server in server1 server2; do
  nginx $server <<'END'
  server { listen 80; }
  server {
    listen 443 ssl default_server;
    ssl_reject_handshake on;
  }
  server {
    listen 443 ssl;
    server_name www.example.org;
  }
END
done
echo "fine" | tee "$work/pages-server1/health" > "$work/pages-server2/health"

check() {
  cat <<END
        $1 {
            url {
                path /health
                digest $(digest server1 health)
            }
            delay_before_retry 0.5
        }
END
}
configuration <<END
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.2 80 {
$(check HTTP_GET)
    }
    real_server 10.0.0.3 80 {
$(check HTTP_GET)
    }
}
virtual_server 192.168.3.108 443 {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    virtualhost www.example.org
    real_server 10.0.0.2 443 {
$(check SSL_GET)
    }
    real_server 10.0.0.3 443 {
$(check SSL_GET)
    }
}
END
start_directord
becomes 15 <<END
TCP 192.168.3.108:80 rr
  -> 10.0.0.2:80 Masq 1
  -> 10.0.0.3:80 Masq 1
TCP 192.168.3.108:443 rr
  -> 10.0.0.2:443 Masq 1
  -> 10.0.0.3:443 Masq 1
END
expect "HTTPS goes through" is "$(ask client https://www.example.org/health -k \
  --resolve www.example.org:443:192.168.3.108)" fine

echo "otherwise" > "$work/pages-server1/health"
rm "$work/pages-server2/health"
becomes 15 <<END
TCP 192.168.3.108:80 rr
TCP 192.168.3.108:443 rr
END
expect "the status tells of the digest" grep -qi digest <(reason 10.0.0.2:80)
expect "and of the status code" grep -q 404 <(reason 10.0.0.3:443)

echo "fine" | tee "$work/pages-server1/health" > "$work/pages-server2/health"
becomes 15 <<END
TCP 192.168.3.108:80 rr
  -> 10.0.0.2:80 Masq 1
  -> 10.0.0.3:80 Masq 1
TCP 192.168.3.108:443 rr
  -> 10.0.0.2:443 Masq 1
  -> 10.0.0.3:443 Masq 1
END
