# disable_on: a real server whose page says so gets nothing new and keeps its connections
nat_network
web server1
web server2
echo yes > "$work/pages-server1-80/alive"
echo yes > "$work/pages-server2-80/alive"
head -c 150000 /dev/urandom > "$work/pages-server1-80/large"
configuration <<END
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo wrr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.2 80 {
        weight 2
        notify_down "/bin/touch $work/down"
        HTTP_GET {
            url {
                path /alive
                status_code 200
                disable_on 404
            }
        }
    }
    real_server 10.0.0.3 80 {
        HTTP_GET {
            url {
                path /
            }
        }
    }
}
END
start_directord
nat_table 2 1 | becomes 15
finish web-server2-80 KILL || true
becomes 20 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.2:80 Masq 2
END
begin download client curl -sS --limit-rate 15k -o "$work/downloaded" http://192.168.3.108/large
within 10 "the download has begun" test -s "$work/downloaded"
returns server2
nat_table 2 1 | becomes 15

mv "$work/pages-server1-80/alive" "$work/pages-server1-80/away"
nat_table 0 1 | becomes 10
expect "it is seen as that" is "$(real_server 10.0.0.2:80 .state)" draining
expect "nothing new goes there" \
  is "$(answered_by client http://192.168.3.108/ 4)" "server2 4"
within 20 "a connection from before has ended" not runs download
expect "and is whole" cmp "$work/downloaded" "$work/pages-server1-80/large"
expect "nobody was told that it is down" not test -e "$work/down"
mv "$work/pages-server1-80/away" "$work/pages-server1-80/alive"
nat_table 2 1 | becomes 10
