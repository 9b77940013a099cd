# What the kernel is told beside addresses: scheduler flags, thresholds, masks, engines, tunnels
nat_network
configuration <<END
virtual_server 192.168.3.108 1 {
    lb_algo sh
    sh-port
    sh-fallback
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.2 1 {
        uthreshold 100
        lthreshold 50
    }
}
virtual_server 192.168.3.108 2 {
    lb_algo mh
    mh-port
    lb_kind NAT
    protocol SCTP
    real_server 10.0.0.2 2 {
    }
}
virtual_server 192.168.3.108 3 {
    lb_algo wlc
    lb_kind DR
    protocol TCP
    persistence_timeout 600
    persistence_granularity 255.255.255.0
    real_server 10.0.0.2 3 {
    }
    real_server 10.0.0.3 3 {
        lvs_method TUN type gue port 6080
    }
}
virtual_server 192.168.3.108 5060 {
    lb_algo rr
    lb_kind NAT
    protocol UDP
    ops
    persistence_engine sip
    persistence_timeout 60
    real_server 10.0.0.2 5060 {
        weight 65535
    }
}
END
start_directord
becomes 15 <<END
TCP 192.168.3.108:1 sh (sh-fallback,sh-port)
  -> 10.0.0.2:1 Masq 1
TCP 192.168.3.108:3 wlc persistent 600 mask 255.255.255.0
  -> 10.0.0.2:3 Route 1
  -> 10.0.0.3:3 Tunnel 1
UDP 192.168.3.108:5060 rr persistent 60 pe sip ops
  -> 10.0.0.2:5060 Masq 65535
SCTP 192.168.3.108:2 mh (mh-port)
  -> 10.0.0.2:2 Masq 1
END
expect "the thresholds are set" \
  grep -qE '10\.0\.0\.2:1 +100 +50 ' <(on director ipvsadm -Ln --thresholds)
expect "the tunnel is GUE" grep -qE '10\.0\.0\.3:3 .*gue.*6080' <(on director ipvsadm -Ln --tun-info)
agrees
