# LocalNode: the director is one of its own real servers; checks that ask the VIP reach their own real server
nat_network
web director
web server1 8080

# served_here: what the virtual server has, in one line.
served_here() {
  table | awk '/^[A-Z]/ { ours = $1 == "TCP" } ours && $1 == "->" { print $2, $3, $4 }' | xargs
}
has_table() { is "$(served_here)" "$*"; }

# local_configuration [REAL-SERVER]: LocalNode alone, or with another one.
local_configuration() {
  cat <<END
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo rr
    lb_kind DR
    protocol TCP
    retry 0
    real_server 192.168.3.108 80 {
        HTTP_GET {
            connect_ip 192.168.3.108
            url {
                path /
                status_code 200
            }
        }
    }
    ${1:-}
}
END
}
configuration < <(local_configuration)
start_directord

within 15 "LocalNode comes up though its service was empty" has_table 192.168.3.108:80 Route 1
expect "the director answers its clients" answers client http://192.168.3.108/ director

configuration < <(local_configuration "real_server 10.0.0.2 8080 {
        lvs_method NAT
        HTTP_GET {
            connect_ip 192.168.3.108
            connect_port 80
            url {
                path /
                status_code 200
            }
        }
    }")
reload
within 15 "a check through the VIP reaches a real server at another port" is_up 10.0.0.2:8080
within 15 "both are in the table" has_table 10.0.0.2:8080 Masq 1 192.168.3.108:80 Route 1
expect "the requests are shared" \
  is "$(answered_by client http://192.168.3.108/ 6)" "director 3 server1 3"

dies server1 8080
within 15 "the one that died is out" is_down 10.0.0.2:8080
throughout 3 "whoever answers in its place does not bring it back, and the other stays" \
  eval 'is_down 10.0.0.2:8080 && is_up 192.168.3.108:80'
returns server1 8080
within 15 "it is back" is_up 10.0.0.2:8080
dies director
within 15 "LocalNode is out by its own check" is_down 192.168.3.108:80
throughout 3 "and the other serves" is_up 10.0.0.2:8080
agrees
finish director
expect "at the end nothing is left" is "$(table)" ""
