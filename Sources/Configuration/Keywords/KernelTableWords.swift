extension Vocabulary {
  static let ipvs = Vocabulary(
    "ipvs",
    "Settings of the kernel's IPVS (net.ipv4.vs), put back to what they were at the end or when they "
      + "leave the file. Connection timeouts are lvs_timeouts. Not keepalived's.",
    [
      defence(
        "drop_entry",
        "When it acts, entries of half-open and closing connections are thrown away at random, so "
          + "that a flood of them does not fill the memory."),
      defence(
        "drop_packet",
        "When it acts, some packets that would make a connection are dropped before it is made: one "
          + "in so many as memory is short, with 3 one in am_droprate."),
      defence(
        "secure_tcp",
        "When it acts, TCP connections follow a stricter table of states with short timeouts until "
          + "the handshake is over."),
      Keyword(
        "amemthresh", .number(0...2_147_483_647), default: "1024", unit: "pages",
        "How much free memory counts as short: below it the modes 1 of drop_entry, drop_packet and "
          + "secure_tcp act.", example: "amemthresh 4096"),
      Keyword(
        "am_droprate", .number(1...2_147_483_647), default: "10",
        "With drop_packet 3, one new connection's packet in so many is dropped.",
        example: "am_droprate 10"),
      Keyword(
        "conntrack", .toggle, default: "off",
        "The kernel's connection tracking knows the connections of IPVS: packet filters may then "
          + "match their state. It costs time for every packet."),
      Keyword(
        "expire_nodest_conn", .toggle, default: "off",
        "A connection whose real server is gone from the table ends at its next packet. Without it "
          + "its packets are dropped in silence until it times out, or the real server is back."),
      Keyword(
        "expire_quiescent_template", .toggle, default: "off",
        "A client whose persistent real server has weight 0 is sent to another one. Without it the "
          + "client stays there as long as it comes back in time."),
      Keyword(
        "sloppy_tcp", .toggle, default: "off",
        "Any packet of TCP may begin a connection, not only a SYN: after a failover without a sync "
          + "daemon connections go on, if the scheduler finds the same real server (sh, mh)."),
      Keyword(
        "sloppy_sctp", .toggle, default: "off", "The same for SCTP."),
      Keyword(
        "backup_only", .toggle, default: "off",
        "While only the sync daemon's backup runs, packets are not balanced: directors that are "
          + "real servers of each other with DR make no loop."),
      Keyword(
        "nat_icmp_send", .toggle, default: "off",
        "A real server's packet for a connection that is unknown is answered with ICMP port "
          + "unreachable (LVS-NAT)."),
      Keyword(
        "pmtu_disc", .toggle, default: "on",
        "Packets that are too large for a tunnel are answered with ICMP fragmentation needed."),
      Keyword(
        "schedule_icmp", .toggle, default: "off",
        "ICMP messages that belong to no connection may begin one."),
      Keyword(
        "ignore_tunneled", .toggle, default: "off",
        "Packets that came out of a tunnel are not balanced again."),
      Keyword(
        "snat_reroute", .toggle, default: "on",
        "Replies of LVS-NAT are routed anew with the virtual address as their source."),
      Keyword(
        "conn_reuse_mode", .number(0...3), default: "1",
        "What a new connection from a port does that was used just before: 0 goes where the old one "
          + "went; 1 is balanced anew; 2 adds ports of FTP's data.",
        example: "conn_reuse_mode 1"),
    ])

  /// One of the three defences against floods; the modes are the kernel's.
  private static func defence(_ name: String, _ meaning: String) -> Keyword {
    Keyword(
      name, .number(0...3), default: "0",
      meaning
        + " 0: never; 1: while free memory is below amemthresh; 2: as 1, acting now, which the "
        + "kernel changes to 1 itself; 3: always.", example: "\(name) 1")
  }
}
