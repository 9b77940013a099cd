# directorctl probe against nginx, without a daemon: what passes, what fails, what needs privileges
network lan
machine director lan 10.0.0.1/8
machine server1 lan 10.0.0.2/8
nginx server1 <<'END'
  server {
    listen 80;
    location = /health { return 200 "fine"; }
    location = /busy { return 503; }
  }
  server {
    listen 443 ssl http2;
    server_name www.example.org;
  }
END
configuration <<'END'
virtual_server 192.168.3.108 80 {
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.2 80 {
        weight 3
        HTTP_GET {
            connect_timeout 5
            url {
                path /health
                header Authorization "Bearer hidden-from-view"
            }
        }
        SSL_GET {
            connect_port 443
            connect_timeout 5
            url {
                path /
                virtualhost www.example.org
            }
        }
    }
    real_server 10.0.0.2 81 {
        HTTP_GET {
            connect_port 80
            connect_timeout 5
            url {
                path /busy
            }
        }
        TCP_CHECK {
            connect_timeout 5
        }
    }
    real_server 10.0.0.2 83 {
        SSL_GET {
            connect_port 443
            connect_timeout 5
            http_protocol 2
            url {
                path /
                virtualhost www.example.org
            }
        }
    }
    real_server 10.0.0.2 82 {
        PING_CHECK {
        }
    }
}
END
probe() { on director "$LAB_BUILD/directorctl" probe "$work/director.conf" "$@"; }
# ends STATUS OPTION...: the probe ends so; its page is in $work/page.
ends() {
  local wanted=$1 status=0
  shift
  "$@" > "$work/page" 2>&1 || status=$?
  is "$status" "$wanted" || { cat "$work/page"; return 1; }
}
tells() { grep -qE -- "$1" "$work/page" || { cat "$work/page"; return 1; }; }

within 15 "nginx answers, and all checks pass" ends 0 probe 10.0.0.2:80
expect "what was asked is shown" tells '^  > GET /health HTTP/1'
expect "but for a password" not grep -q hidden-from-view "$work/page"
expect "and what came" tells '^  < fine$'
expect "with the time that each part took" tells '^  connected [0-9.]+ m?s, TLS [0-9.]+ m?s, first byte [0-9.]+ m?s, over'
expect "and what follows" tells '^2 of 2 checks pass: it would serve with weight 3, because all of its checks pass$'

expect "HTTP/2 passes, which libcurl speaks" ends 0 probe 10.0.0.2:83
expect "and is shown too" tells '^  > GET / HTTP/2'
expect "with its answer" tells '^  < HTTP/2 200'
expect "and its times" tells '^  connected [0-9.]+ m?s, TLS [0-9.]+ m?s, first byte [0-9.]+ m?s, over'

expect "one that fails ends with 1" ends 1 probe 10.0.0.2:81
expect "a status is told" tells '^  failed: http 10.0.0.2:80/busy: HTTP 503'
expect "a refusal is told" tells '^  failed: tcp 10.0.0.2:81: connection refused$'
expect "and what follows" tells '^0 of 2 checks pass: it would be out, because HTTP_GET of 10.0.0.2:80 failed: '

expect "a ping passes as root" ends 0 probe 10.0.0.2:82
expect "and without privileges ends with 1" ends 1 on director setpriv --bounding-set -net_raw \
  "$LAB_BUILD/directorctl" probe "$work/director.conf" 10.0.0.2:82
expect "and says what it needs" tells '^  was not made: ICMP needs root, CAP_NET_RAW'

is_json() {
  ends 1 probe 10.0.0.2 --json &&
    jq -e '.results | length == 4 and .[0].weight == 3 and .[1].answer == "out"' "$work/page"
}
expect "programs read the same of all of a machine's" is_json
expect "who is not there ends with 2" ends 2 probe 10.0.0.2:84
expect "and names who is near" tells 'nearest: 10.0.0.2:80, 10.0.0.2:81, 10.0.0.2:82, 10.0.0.2:83$'
echo 'virtual_serve' >> "$work/director.conf"
expect "a file with an error ends with 2" ends 2 probe 10.0.0.2:80
