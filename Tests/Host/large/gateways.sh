# IKE_CHECK against strongSwan, SIP_CHECK against Kamailio: two versions, NAT traversal, what is not alive
network lan
machine director lan 10.0.0.1/8
machine server1 lan 10.0.0.2/8
machine server2 lan 10.0.0.3/8

mkdir -p /run/strongswan
cat > /run/strongswan/strongswan.conf <<'END'
charon {
  load = random nonce aes sha1 sha2 hmac kdf gmp kernel-netlink socket-default vici
  plugins {
    vici {
      socket = unix:///run/strongswan/vici
    }
  }
}
END
cat > /run/strongswan/swanctl.conf <<'END'
connections {
  both {
    version = 0
    proposals = aes256-sha256-modp2048,default
    local { auth = psk }
    remote { auth = psk }
    children { all { } }
  }
}
END
begin charon server1 env STRONGSWAN_CONF=/run/strongswan/strongswan.conf /usr/lib/ipsec/charon
within 10 "charon listens" test -S /run/strongswan/vici
on server1 swanctl --load-all --file /run/strongswan/swanctl.conf --uri unix:///run/strongswan/vici
# It sends everything back.
begin echo server2 socat UDP4-RECVFROM:500,fork EXEC:cat

mkdir -p /run/kamailio-own
cat > /run/kamailio-own/kamailio.cfg <<'END'
#!KAMAILIO
debug=1
log_stderror=yes
fork=no
children=1
listen=udp:10.0.0.2:5060
loadmodule "sl.so"
request_route {
  if (uri =~ "busy") { sl_send_reply("486", "Busy Here"); exit; }
  sl_send_reply("200", "OK");
}
END
begin kamailio server1 kamailio -f /run/kamailio-own/kamailio.cfg -Y /run/kamailio-own -DD -E

passes 10.0.0.2 IKE_CHECK 500 <<< ""
passes 10.0.0.2 IKE_CHECK 500 <<< "ike_version 1"
passes 10.0.0.2 IKE_CHECK 4500 <<< ""
passes 10.0.0.2 IKE_CHECK 4500 <<< "ike_version 1"
passes 10.0.0.2 IKE_CHECK 500 <<< "proposal usual"
fails 'ike 10.0.0.2:4500' 10.0.0.2 IKE_CHECK 4500 <<< "nat_traversal off"
fails 'our own message came back' 10.0.0.3 IKE_CHECK 500 <<< ""
fails 'port unreachable' 10.0.0.3 IKE_CHECK 501 <<< ""
passes 10.0.0.2 SIP_CHECK 5060 <<< ""
fails 'SIP 486' 10.0.0.2 SIP_CHECK 5060 <<< "target busy@example.org"
passes 10.0.0.2 SIP_CHECK 5060 <<< "target busy@example.org
  status_code 486"
judge

kill -9 "${running[charon]}"
within 20 "a gateway that dies is down" says_of 10.0.0.2:4001 down 'ike 10.0.0.2:500'
