# HTTP_GET and SSL_GET against nginx: expressions, headers, redirects, bounds, HTTP/2, certificates, pins
network lan
machine director lan 10.0.0.1/8
machine server1 lan 10.0.0.2/8
certificate
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=probe \
  -keyout "$work/probe.key" -out "$work/probe.pem" 2> /dev/null
pin=sha256//$(openssl x509 -in "$work/certificate.pem" -pubkey -noout |
  openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64)
nginx server1 <<END
  gzip on;
  server {
    listen 80;
    add_header X-Node "node seven";
    location = /json { return 200 '{"status": "ok", "version": 12}'; }
    location = /to { return 302 /json; }
    location = /round { return 302 /round; }
    location = /away { return 302 http://elsewhere.example.org/; }
    location = /gone { return 404; }
    location = /wants { if (\$http_x_probe != "one two") { return 400; } return 200; }
    location = /head { if (\$request_method != HEAD) { return 405; } return 200; }
    location = /long { return 200 "$(printf '%0900d' 0)"; }
  }
  server {
    listen 81 http2;
    location = /to { return 302 /; }
    location = /round { return 302 /round; }
    location = /away { return 302 http://elsewhere.example.org/; }
  }
  server { listen 443 ssl http2; }
  server { listen 444 ssl; }
  server { listen 445 ssl; ssl_client_certificate $work/probe.pem; ssl_verify_client on; }
END

page() { printf 'url {\n%s\n}\n' "$(cat)"; }
passes 10.0.0.2 HTTP_GET 80 < <(page <<< 'path /json
  regex "\"status\":\\s*\"ok\".*[1-9]\\d}$"
  expect_header X-Node "node seven"
  body_limit 40')
passes 10.0.0.2 HTTP_GET 80 < <(page <<< 'path /json
  regex FAULTY
  regex_options caseless
  regex_no_match')
fails 'the body does not match' 10.0.0.2 HTTP_GET 80 < <(page <<< 'path /json
  regex "\"status\""
  regex_min_offset 5')
fails 'which it must not' 10.0.0.2 HTTP_GET 80 < <(page <<< 'path /json
  regex ok
  regex_no_match')
fails 'the header X-Node is' 10.0.0.2 HTTP_GET 80 < <(page <<< 'path /json
  expect_header X-Node other')
fails 'has no header X-None' 10.0.0.2 HTTP_GET 80 < <(page <<< 'path /json
  expect_header X-None')
fails 'longer than 100 bytes' 10.0.0.2 HTTP_GET 80 < <(page <<< 'path /long
  body_limit 100')
passes 10.0.0.2 HTTP_GET 80 < <(page <<< 'path /to
  follow_redirects
  regex version')
fails 'HTTP 302, expected 200-299' 10.0.0.2 HTTP_GET 80 < <(page <<< 'path /to')
fails 'leads on after 5 redirects' 10.0.0.2 HTTP_GET 80 < <(page <<< 'path /round
  follow_redirects')
fails 'leads elsewhere' 10.0.0.2 HTTP_GET 80 < <(page <<< 'path /away
  virtualhost www.example.org
  follow_redirects')
passes 10.0.0.2 HTTP_GET 80 < <(page <<< 'path /wants
  header X-Probe one two')
passes 10.0.0.2 HTTP_GET 80 < <(page <<< 'path /head
  method HEAD')
passes 10.0.0.2 HTTP_GET 81 < <(echo 'http_protocol 2'; page <<< 'path /
  regex server1')
passes 10.0.0.2 HTTP_GET 81 < <(echo 'http_protocol 2'; page <<< 'path /to
  follow_redirects
  regex server1'; page <<< 'path /
  regex server1')
fails 'HTTP 302, expected 200-299' 10.0.0.2 HTTP_GET 81 < <(echo 'http_protocol 2'; page <<< 'path /to')
fails 'leads on after 5 redirects' 10.0.0.2 HTTP_GET 81 < <(echo 'http_protocol 2'; page <<< 'path /round
  follow_redirects')
fails 'leads elsewhere' 10.0.0.2 HTTP_GET 81 < <(echo 'http_protocol 2'; page <<< 'path /away
  follow_redirects')
fails 'connection closed' 10.0.0.2 HTTP_GET 80 < <(echo 'http_protocol 2'; page <<< 'path /json')
passes 10.0.0.2 SSL_GET 443 < <(echo 'http_protocol 2'; page <<< 'path /
  regex server1')
fails 'does not speak HTTP/2' 10.0.0.2 SSL_GET 444 < <(echo 'http_protocol 2'; page <<< 'path /')
passes 10.0.0.2 SSL_GET 444 < <(echo "sni_name www.example.org
  verify_certificate
  ca $work/certificate.pem
  pinned_key $pin"; page <<< 'path /')
fails 'not the pinned one' 10.0.0.2 SSL_GET 444 < <(
  echo 'pinned_key sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; page <<< 'path /')
fails 'TLS' 10.0.0.2 SSL_GET 444 < <(echo "sni_name other.example.org
  verify_certificate
  ca $work/certificate.pem"; page <<< 'path /')
passes 10.0.0.2 SSL_GET 445 < <(echo "certificate $work/probe.pem
  key $work/probe.key"; page <<< 'path /')
fails 'HTTP 400' 10.0.0.2 SSL_GET 445 < <(page <<< 'path /')
passes 10.0.0.2 HTTP_GET 80 < <(page <<< 'path /json
  disable_on 404')
judge

drains() { is "$(real_server "$1" .weight.wanted)" 0; }
sed -i 's#disable_on 404#disable_on 200#' "$work/director.conf"
reload
within 20 "a page that says so drains" drains "10.0.0.2:$check_port"
