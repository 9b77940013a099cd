# The doctor's set-up of IPSec: two gateways behind one persistent firewall mark for IKE, NAT traversal and
# ESP, with direct routing, and a client with a tunnel.

servers=(server1 server2)

set_up() {
  local server
  network lan
  machine client lan 192.168.3.10/24
  machine director lan 192.168.3.1/24,192.168.3.108/32
  machine server1 lan 192.168.3.2/24
  machine server2 lan 192.168.3.3/24
  # What is behind the tunnel: 10.20.0.1, a page on either gateway; the client is 10.9.0.10 there.
  ip -n client address add 10.9.0.10/32 dev lo
  for server in server1 server2; do
    on $server busybox sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
    ip -n $server address add 192.168.3.108/32 dev lo
    ip -n $server address add 10.20.0.1/32 dev lo
    web $server
    gateway_connections | strongswan $server
  done
  client_connections | strongswan client
  mark_rules
  ipsec_configuration | configuration
  start_directord
  is_configured server1
  is_configured server2
  is_configured client
  within 20 "both gateways serve" gateways_serve
  tunnel_up
}

gateways_serve() { is "$(table | grep -c -e '->')" 2; }

# mark_rules [WORDS...]: one mark for all that a client sends, so that all of it goes to one gateway.
mark_rules() {
  local packets
  (($#)) || set -- "-p udp --dport 500" "-p udp --dport 4500" "-p esp" "-p ah"
  rule director -t mangle -F PREROUTING
  for packets; do
    rule director -t mangle -A PREROUTING -d 192.168.3.108 $packets -j MARK --set-mark 5
  done
}

# ipsec_configuration [KIND [SECONDS]]
ipsec_configuration() {
  cat <<END
virtual_server fwmark 5 {
    delay_loop 2
    lb_algo rr
    lb_kind ${1:-DR}
    persistence_timeout ${2:-7200}
    real_server 192.168.3.2 0 {
        TCP_CHECK {
            connect_port 80
        }
    }
    real_server 192.168.3.3 0 {
        TCP_CHECK {
            connect_port 80
        }
    }
}
END
}

gateway_connections() {
  cat <<'END'
connections {
  clients {
    version = 2
    proposals = aes128-sha256-modp2048
    local { auth = psk
      id = gateway }
    remote { auth = psk }
    children { net { local_ts = 10.20.0.0/24
      remote_ts = 10.9.0.0/24
      esp_proposals = aes128-sha256 } }
  }
}
END
}

client_connections() {
  cat <<'END'
connections {
  plain {
    version = 2
    proposals = aes128-sha256-modp2048
    remote_addrs = 192.168.3.108
    mobike = no
    local { auth = psk
      id = client }
    remote { auth = psk
      id = gateway }
    children { plain-net { local_ts = 10.9.0.0/24
      remote_ts = 10.20.0.0/24
      esp_proposals = aes128-sha256 } }
  }
}
END
}

# tunnel_up: the client makes its tunnel anew.
tunnel_up() {
  swanctl client --terminate --ike plain > /dev/null 2>&1
  within 20 "the client has a tunnel" swanctl client --initiate --child plain-net
}

served() { on client curl -sS -f --fail-early -o /dev/null --max-time 3 --interface 10.9.0.10 http://10.20.0.1/; }
