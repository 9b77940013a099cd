# Networks that several scenarios share.

# The classic NAT set-up: the real servers reach the world only through the director.
#
#   client ── outside ── eth0 director eth1 ── inside ── server1, server2
#   .10                  192.168.3.108  10.0.0.1         10.0.0.2  10.0.0.3
nat_network() {
  network outside
  network inside
  machine client outside 192.168.3.10/24
  machine director outside 192.168.3.108/24 inside 10.0.0.1/8
  machine server1 inside 10.0.0.2/8 gateway 10.0.0.1
  machine server2 inside 10.0.0.3/8 gateway 10.0.0.1
  forwards director
}

# nat_configuration [WEIGHT WEIGHT]: directord's file for it, web on both real servers.
nat_configuration() {
  cat <<END
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo wrr
    lb_kind NAT
    protocol TCP
    delay_before_retry 0.5
    real_server 10.0.0.2 80 {
        weight ${1:-1}
        TCP_CHECK {
        }
    }
    real_server 10.0.0.3 80 {
        weight ${2:-1}
        TCP_CHECK {
        }
    }
}
END
}

# nat_table [WEIGHT WEIGHT]: the kernel's table when both serve.
nat_table() {
  cat <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.2:80 Masq ${1:-1}
  -> 10.0.0.3:80 Masq ${2:-1}
END
}

# A pair of NAT directors, both with the same table. The addresses that count move between them: the
# virtual server's, and the gateway of the real servers.
#
#   client ── outside ── eth0 lb1, lb2   eth1 ── inside ── server1, server2
#   .10                  .1, .2 / .108   .11, .12 / .1     10.0.0.2  10.0.0.3
pair_network() {
  network outside
  network inside
  machine client outside 192.168.3.10/24
  machine lb1 outside 192.168.3.1/24 inside 10.0.0.11/8
  machine lb2 outside 192.168.3.2/24 inside 10.0.0.12/8
  machine server1 inside 10.0.0.2/8 gateway 10.0.0.1
  machine server2 inside 10.0.0.3/8 gateway 10.0.0.1
  forwards lb1
  forwards lb2
}

# pair_configuration PRIORITY [WORDS]: a director's file for it; the words stand in both instances.
pair_configuration() {
  cat <<END
vrrp_sync_group pair {
    group {
        outside
        inside
    }
}
vrrp_instance outside {
    state BACKUP
    interface eth0
    virtual_router_id 51
    version 3
    advert_int 0.2
    priority $1
    ${2:-}
    virtual_ipaddress {
        192.168.3.108/24
    }
}
vrrp_instance inside {
    state BACKUP
    interface eth1
    virtual_router_id 52
    version 3
    advert_int 0.2
    priority $1
    ${2:-}
    virtual_ipaddress {
        10.0.0.1/8
    }
}
$(nat_configuration)
END
}

# Direct routing: the real servers hold the VIP quietly.
#
#   client  director             server1  server2, all on lan
#   .10     .1, 192.168.3.108    .2       .3, with the VIP on lo
dr_network() {
  network lan
  machine client   lan 192.168.3.10/24
  machine director lan 192.168.3.1/24,192.168.3.108/32
  machine server1  lan 192.168.3.2/24
  machine server2  lan 192.168.3.3/24
  for server in server1 server2; do
    on $server sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
    on $server ip address add 192.168.3.108/32 dev lo
    web $server
  done
}

# forwarded_configuration PATH [GLOBAL]: directord's file for it; the words stand in global_defs.
forwarded_configuration() {
  cat <<END
global_defs {
    check_marks 0x700-0x7ff
    ${2:-}
}
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo rr
    lb_kind DR
    protocol TCP
    retry 0
    connect_timeout 3
    check_path $1
    real_server 192.168.3.2 80 {
        HTTP_GET {
            url {
                path /
                status_code 200
            }
            retry 0
        }
    }
    real_server 192.168.3.3 80 {
        TCP_CHECK {
        }
    }
}
END
}

# served: the kernel's table without the services of checks.
served() { table | awk '$1 == "FWM" { skip = 1 } $1 == "TCP" { skip = 0 } !skip'; }
# check_services: how many services of checks there are.
check_services() { table | grep -c '^FWM'; }
# serve ADDRESS...: so many real servers serve clients, and no others.
serve() { is "$(served | grep -o '192.168.3.[23]:80' | xargs)" "$*"; }
# accepts: what the director's accept_local is.
accepts() { on director cat /proc/sys/net/ipv4/conf/eth0/accept_local; }
