# ipsec: two gateways behind one persistent firewall mark for IKE, NAT traversal and ESP; a dead one is out, and the client has a tunnel to the other
network lan
machine client   lan 192.168.3.10/24
machine director lan 192.168.3.1/24,192.168.3.108/32
machine server1  lan 192.168.3.2/24
machine server2  lan 192.168.3.3/24

# What is behind the tunnel: 10.20.0.1, a page on either gateway; the client is 10.9.0.10 there.
on client ip address add 10.9.0.10/32 dev lo
gateway() {
  strongswan $1 <<'END'
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
for server in server1 server2; do
  on $server sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
  on $server ip address add 192.168.3.108/32 dev lo
  on $server ip address add 10.20.0.1/32 dev lo
  web $server
  gateway $server
done

# tunnel NAME [WORD...]: a connection of the client's to the virtual address.
tunnel() {
  local name=$1
  shift
  cat <<END
  $name {
    version = 2
    proposals = aes128-sha256-modp2048
    remote_addrs = 192.168.3.108
    mobike = no
    dpd_delay = 2s
    keyingtries = 0
    $(printf '%s\n' "$@")
    local { auth = psk
      id = client }
    remote { auth = psk
      id = gateway }
    children { $name-net { local_ts = 10.9.0.0/24
      remote_ts = 10.20.0.0/24
      esp_proposals = aes128-sha256
      dpd_action = restart } }
  }
END
}
strongswan client <<END
connections {
$(tunnel plain)
$(tunnel traversal "encap = yes")
}
END

# One mark for all that a client sends, so that all of it goes to one gateway.
mark() {
  on director iptables-legacy -t mangle -A PREROUTING -d 192.168.3.108 "$@" \
    -j MARK --set-mark 5
}
mark -p udp --dport 500
mark -p udp --dport 4500
mark -p esp
# carried RULE: so many packets, by the first, second or third.
carried() {
  on director iptables-legacy -t mangle -nvxL PREROUTING | awk -v rule="$1" 'NR == rule + 2 { print $1 }'
}
# IKE comes from one port and goes to one: without this it would go on to a gateway that is gone.
on director sysctl -qw net.ipv4.vs.expire_nodest_conn=1

configuration <<END
global_defs {
    check_accept_local
}
virtual_server fwmark 5 {
    check_path both 192.168.3.108
    delay_loop 1
    lb_algo rr
    lb_kind DR
    persistence_timeout 300
    retry 1
    connect_timeout 3
    real_server 192.168.3.2 0 {
        IKE_CHECK {
        }
    }
    real_server 192.168.3.3 0 {
        IKE_CHECK {
        }
    }
}
END
start_directord
is_configured server1
is_configured server2
# serve ADDRESS...: the clients' service has these real servers, and no others.
serve() {
  is "$(table | awk '$1 == "FWM" { own = $2 == 5 } own && $1 == "->" { print $2 }' | xargs)" "$*"
}
within 20 "both gateways serve" serve 192.168.3.2:0 192.168.3.3:0

is_configured client
page() { ask client http://10.20.0.1/ --interface 10.9.0.10; }
serves() { [[ $(page) == server[12] ]]; }
only() { [[ $(page) == "$1" ]]; }
swanctl client --initiate --child plain-net > /dev/null || true
within 30 "the client has a tunnel" serves
first=$(page)
expect "ESP goes through the director" eval '(($(carried 1) > 0 && $(carried 3) > 0 && $(carried 2) == 0))'
expect "the client stays with its gateway" only "$first"

case $first in
  server1) other=server2 dead=192.168.3.2:0 rest=192.168.3.3:0 ;;
  *) other=server1 dead=192.168.3.3:0 rest=192.168.3.2:0 ;;
esac
finish "charon-$first" KILL || true
within 30 "the gateway whose charon was killed is out" serve $rest
within 15 "for the reason that nobody answers IKE" says_of $dead down "ike 192.168.3"
within 60 "the client has a tunnel to the other one, by itself" only "$other"

swanctl client --terminate --ike plain > /dev/null || true
swanctl client --initiate --child traversal-net > /dev/null || true
within 30 "it has one with NAT traversal too" only "$other"
expect "which is UDP on port 4500" eval '(($(carried 2) > 2))'
