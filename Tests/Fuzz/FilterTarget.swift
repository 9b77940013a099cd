import Doctor
import Network

/// The text of a packet filter, whose rules name what anybody may have written.
let filterTarget = FuzzTarget(
  name: "filter",
  samples: [
    """
    table inet fw { # handle 1
    set bad {
    type ipv4_addr
    elements = { 10.0.0.1, 10.0.0.5-10.0.0.9 comment "a }",
    192.168.3.0/24 }
    }
    map m {
    type inet_service : verdict
    elements = { 22 : accept, 80 : jump other }
    }
    chain other {
    }
    chain base { # handle 2
    type filter hook input priority raw - 10; policy drop;
    ct state established,related accept # handle 3
    ip saddr != { 10.0.0.0/8, 1.2.3.4 } tcp dport >= 1024 counter packets 3 bytes 9 drop # handle 4
    tcp dport vmap @m
    tcp flags & (fin | syn) == syn meta mark set mark and 0xff xor 0x2
    meta mark & 0x000000ff == 0x1 limit rate over 10/second burst 5 packets reject with tcp reset
    iifname { "eth0", "eth*" } ip saddr @bad goto other comment "x"
    meta mark set tcp dport map { 80 : 0x1, 443 : 2 }
    update @bad { ip saddr limit rate 1/second } jump other # handle 18446744073709551616
    }
    }
    """,
    """
    *nat
    :POSTROUTING ACCEPT [1:2]
    :K - [0:0]
    [3:4] -A POSTROUTING -s 10.0.0.0/24 ! -o eth+ -p tcp -m multiport --dports 20,1024:65535 -j K
    [0:0] -A K -m comment --comment "a \\" b" -m mark --mark 0x1/0xff -j MARK --set-xmark 0x2/0xff
    -A K -m iprange --src-range 10.0.0.1-10.0.0.9 --tcp-flags SYN,ACK SYN --icmp-type 8 -g K
    COMMIT
    """,
  ].map { Array($0.utf8) },
  feed: { bytes in
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    var packet = FilterPacket(.ipv4, transport: 6)
    packet.source = .v4(0x0a00_0001)
    packet.destinationPort = 80
    for tool in Ruleset.Tool.allCases {
      let firewall = Firewall([Ruleset(tool, lines: lines)])
      for hook in [Firewall.Hook.prerouting, .input, .forward, .output, .postrouting] {
        let fate = firewall.fate(of: packet, at: hook, limit: 5_000)
        for hit in fate.drops + fate.translations {
          _ = (hit.place.evidence, hit.place.removal, hit.place.words)
          _ = firewall.growth(of: hit.place, until: firewall)
        }
      }
      _ = firewall.markers(of: 1)
    }
  })
