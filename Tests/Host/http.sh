# HTTP_GET and SSL_GET against nginx: status, digest, virtual host, server name, a server that hangs
network lan
machine director lan 10.0.0.1/8
machine server1 lan 10.0.0.2/8
nginx server1 <<'END'
  server {
    listen 80 default_server;
    location = /moved { return 302 /elsewhere; }
    location = /busy { return 503; }
  }
  server {
    listen 80;
    server_name www.example.org;
    location = /name { return 200 "example"; }
  }
  server {
    listen 443 ssl default_server;
    ssl_reject_handshake on;
  }
  server {
    listen 443 ssl;
    server_name www.example.org;
  }
END
begin hangs server1 busybox nc -l -p 8080

# server PORT CHECK <<URL-BLOCK: a virtual server of its own for each, named by its port.
port=1000
server() {
  port=$((port + 1))
  cat <<END
virtual_server 10.0.0.1 $port {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.2 $port {
        $2 {
            connect_port $1
            connect_timeout 1
            retry 0
            url {
$(cat)
            }
        }
    }
}
END
}
{
  server 80 HTTP_GET <<< "path /"
  server 80 HTTP_GET <<< "path /
    digest $(digest server1)"
  server 80 HTTP_GET <<< "path /moved
    status_code 302"
  server 80 HTTP_GET <<< "path /name
    virtualhost www.example.org
    digest $(printf example | md5sum | cut -d ' ' -f 1)"
  server 443 SSL_GET <<< "path /
    virtualhost www.example.org
    digest $(digest server1)"
} > "$work/good"
good=$port
{
  server 80 HTTP_GET <<< "path /moved"
  server 80 HTTP_GET <<< "path /busy"
  server 80 HTTP_GET <<< "path /
    digest 00000000000000000000000000000000"
  server 80 HTTP_GET <<< "path /name"
  server 443 SSL_GET <<< "path /
    virtualhost other.example.org"
  server 80 SSL_GET <<< "path /"
  server 81 HTTP_GET <<< "path /"
  server 8080 HTTP_GET <<< "path /"
} > "$work/bad"
cat "$work/good" "$work/bad" | configuration
start_directord --shadow

for ((at = 1001; at <= port; at++)); do
  if ((at <= good)); then
    within 15 "port $at is up" is_up 10.0.0.2:$at
  else
    within 15 "port $at is down: $(reason 10.0.0.2:$at | tr -d '\n' | tr -s ' ')" is_down 10.0.0.2:$at
  fi
done
expect "a status code is told" grep -q 503 <(reason 10.0.0.2:$((good + 2)))
expect "a digest is told" grep -qi digest <(reason 10.0.0.2:$((good + 3)))

finish nginx-server1 KILL || true
within 15 "a server that dies is down" is_down 10.0.0.2:1001
