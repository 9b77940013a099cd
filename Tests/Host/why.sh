# directorctl why against nginx: it says 503, it is gone, it comes back; maintenance, and who nobody knows
network lan
machine director lan 10.0.0.1/8
machine server1 lan 10.0.0.2/8
own=$work/health
mkdir -p "$own"
web_server() {
  nginx server1 <<END
  server {
    listen 80;
    location = /health {
      if (!-f $own/good) { return 503; }
      return 200 "fine";
    }
  }
END
}
web_server
touch "$own/good"
configuration <<'END'
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.2 80 {
        HTTP_GET {
            connect_timeout 5
            fall 3
            rise 2
            fast_interval 1
            url {
                path /health
                header Authorization "Bearer hidden-from-view"
            }
        }
    }
}
virtual_server 192.168.3.109 80 {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    follow VI_1
    real_server 10.0.0.2 80 {
        weight 0
        TCP_CHECK {
            connect_timeout 5
        }
    }
}
vrrp_instance VI_1 {
    state BACKUP
    interface lan
    virtual_router_id 51
    priority 100
    virtual_ipaddress {
        192.168.3.109
    }
}
END
start_directord --shadow

why() { "$LAB_BUILD/directorctl" why --socket "$(socket)" "$@"; }
# tells TEXT...: the page has each of them, in words that may be broken by figures.
tells() {
  why 10.0.0.2:80 > "$work/page" 2>&1
  local text
  for text; do
    grep -qE -- "$text" "$work/page" || { cat "$work/page"; echo "no '$text'"; return 1; }
  done
}
is_in='^10.0.0.2:80 is in tcp 192.168.3.108:80 with weight 1 since .*, because its check passes'
within 20 "one that passes is in" tells "$is_in" \
  'HTTP_GET of 10.0.0.2:80: passes; 3 failures in a row fail it; ' \
  'start: not in the table before its checks have passed' \
  'up: HTTP_GET of 10.0.0.2:80 passed \(HTTP 200, 4 bytes'
expect "what passed was kept, as the probe that decided" tells '> GET /health HTTP/1' '< HTTP/1.1 200 OK'
expect "a password is not shown" not grep -q hidden-from-view "$work/page"
expect "one that follows a master elsewhere is out" tells \
  '^10.0.0.2:80 is out of tcp 192.168.3.109:80 since .*, because it follows vrrp_instance VI_1, of which'

rm "$own/good"
within 20 "one that says 503 is out, and why" tells \
  '^10.0.0.2:80 is out of tcp 192.168.3.108:80 since [0-9:]* \(.*\), because HTTP_GET of 10.0.0.2:80 failed 3 times in a row: .*HTTP 503.*; 0 of 2 passes in a row needed of HTTP_GET to return' \
  '< HTTP/1.1 503 Service Temporarily Unavailable' 'removed from tcp 192.168.3.108:80'
finish nginx-server1 KILL || true
within 20 "one that is gone says that last, and what took it out" tells \
  'last failed: .*connection refused' 'because HTTP_GET of 10.0.0.2:80 failed 3 times in a row: .*HTTP 503'
touch "$own/good"
web_server
within 20 "it comes back" tells "$is_in" 'up: HTTP_GET of 10.0.0.2:80 passed 2 times in a row' \
  'down: HTTP_GET of 10.0.0.2:80 failed 3 times in a row'

"$LAB_BUILD/directorctl" maintenance --socket "$(socket)" 10.0.0.2:80 on --force --reason "a new disk" > /dev/null
expect "who is in maintenance says by whom and why" tells \
  '^10.0.0.2:80 gets nothing new in tcp 192.168.3.108:80: weight 0 since .*, because it is in maintenance by root, with directorctl: a new disk'
"$LAB_BUILD/directorctl" maintenance --socket "$(socket)" 10.0.0.2:80 off > /dev/null
sed -i '0,/real_server 10.0.0.2 80 {/s//&\n        weight 5/' "$work/director.conf"
reload
within 15 "a reload is in the timeline, with what it changed" tells 'with weight 5' \
  'reload: weight 1 -> 5' 'down: HTTP_GET of 10.0.0.2:80 failed 3 times in a row'

is_json() {
  why 10.0.0.2 --json | jq -e '.why.standings[0] | .answer == "serving" and .weight.wanted == 5
    and (.timeline | length) > 4 and .decidedBy.verdict == "passed"
    and (.decidedBy.transcript | length) == 2 and .checks[0].last.phases.total > 0'
}
expect "programs read the same" is_json
absent() {
  not why 10.0.0.3:80 > "$work/page" 2>&1 &&
    is "$(cat "$work/page")" "directorctl: no virtual server has a real server 10.0.0.3:80; nearest: 10.0.0.2:80"
}
expect "who nobody has is answered with who is near" absent
