# canary: where the director's own view is at fault nothing is removed and its priority falls; a real failure counts
nat_network
machine gateway inside 10.0.0.254/8
web gateway
web server1
web server2
configuration <<END
canary inside {
    delay_loop 1
    address 10.0.0.254 80 {
        TCP_CHECK {
        }
    }
}
vrrp_instance outside {
    state BACKUP
    interface eth0
    virtual_router_id 51
    version 3
    advert_int 0.2
    priority 100
    track_canary {
        inside weight -50
    }
    virtual_ipaddress {
        192.168.3.200/24
    }
}
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    retry 0
    connect_timeout 1
    canary inside
    real_server 10.0.0.2 80 {
        TCP_CHECK {
        }
    }
    real_server 10.0.0.3 80 {
        TCP_CHECK {
        }
    }
}
END
both() {
  cat <<END
TCP 192.168.3.108:80 rr
  -> 10.0.0.2:80 Masq 1
  -> 10.0.0.3:80 Masq 1
END
}
priority() { status --json | jq '.status.election.instances[0].effectivePriority'; }
suspect() { status --json | jq '.status.canaries[0].suspect'; }
start_directord
both | becomes 15

on director ip link set eth1 down
within 10 "the director suspects itself" eval '[[ $(suspect) == true ]]'
within 5 "and takes less priority" eval '[[ $(priority) == 50 ]]'
both | stays 4
on director ip link set eth1 up
within 15 "it trusts itself again" eval '[[ $(suspect) == false ]]'
within 5 "and has its priority back" eval '[[ $(priority) == 100 ]]'
both | stays 4

dies server1
becomes 15 <<END
TCP 192.168.3.108:80 rr
  -> 10.0.0.3:80 Masq 1
END
