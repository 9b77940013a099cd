# suspect: unrelated real servers that fail together stay, and this director's priority falls; one that fails alone goes
nat_network
web server1
web server2
cat > "$work/hook" <<END
#!/bin/bash
echo "\$DIRECTORD_EVENT: \$DIRECTORD_SUSPECT" >> $work/told
END
chmod 755 "$work/hook"
configuration <<END
global_defs {
    script_user root
    suspect_together 100% 600
    notify_suspect "$work/hook"
}
vrrp_instance outside {
    state BACKUP
    interface eth0
    virtual_router_id 51
    version 3
    advert_int 0.2
    priority 100
    track_canary {
        suspect_together weight -50
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
    real_server 10.0.0.2 80 {
        TCP_CHECK {
        }
    }
}
virtual_server 192.168.3.109 80 {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    retry 0
    connect_timeout 1
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
TCP 192.168.3.109:80 rr
  -> 10.0.0.3:80 Masq 1
END
}
priority() { status --json | jq '.status.election.instances[0].effectivePriority'; }
suspects() { status --json | jq -r '.status.suspectWays[].way'; }
start_directord
both | becomes 15

on director ip link set eth1 down
within 20 "the director suspects its way" eval '[[ $(suspects) == eth1 ]]'
within 10 "and takes less priority" eval '[[ $(priority) == 50 ]]'
both | stays 4
on director ip link set eth1 up
within 20 "it trusts its way again" eval '[[ -z $(suspects) ]]'
within 10 "and has its priority back" eval '[[ $(priority) == 100 ]]'
both | stays 4
within 10 "the hook was told" eval '[[ $(cat "$work/told") == "suspect: way eth1
trusted: way eth1" ]]'

dies server1
becomes 15 <<END
TCP 192.168.3.108:80 rr
TCP 192.168.3.109:80 rr
  -> 10.0.0.3:80 Masq 1
END
