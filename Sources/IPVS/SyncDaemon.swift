package import Network

/// One of the kernel's two connection synchronisation daemons (keepalived's `lvs_sync_daemon`).
package struct SyncDaemon: Hashable, Sendable {
  /// `IP_VS_STATE_MASTER`, `IP_VS_STATE_BACKUP`; one of each may run at the same time.
  package enum Role: UInt32, Hashable, Sendable, CaseIterable {
    /// Tells the others of connections.
    case master = 1
    /// Takes what it is told.
    case backup = 2
  }

  package var role: Role
  /// At most 15 bytes; it must be there and have an address of the group's family.
  package var interface: String
  /// 0…255; a backup that has 0 takes every master's messages.
  package var identifier: UInt8
  /// Bytes of one message's payload, 1…65507; nil: the interface's MTU decides.
  package var maximumLength: UInt16?
  /// nil: 224.0.0.81.
  package var group: Address?
  /// nil: 8848.
  package var port: UInt16?
  /// 1…255, the hop limit too; nil: 1.
  package var timeToLive: UInt8?

  package init(
    _ role: Role, on interface: String, identifier: UInt8 = 0, maximumLength: UInt16? = nil,
    group: Address? = nil, port: UInt16? = nil, timeToLive: UInt8? = nil
  ) {
    self.role = role
    self.interface = interface
    self.identifier = identifier
    self.maximumLength = maximumLength
    self.group = group
    self.port = port
    self.timeToLive = timeToLive
  }

  /// True if `running` is what this asks for: what was left to the kernel may be anything.
  package func isMade(by running: SyncDaemon) -> Bool {
    var wanted = self
    wanted.maximumLength = maximumLength ?? running.maximumLength
    wanted.group = group ?? running.group
    wanted.port = port ?? running.port
    wanted.timeToLive = timeToLive ?? running.timeToLive
    return wanted == running
  }

  /// True if `former` of the same role stated something that this leaves to the kernel.
  private func leavesOut(_ former: SyncDaemon) -> Bool {
    role == former.role
      && ((maximumLength == nil && former.maximumLength != nil)
        || (group == nil && former.group != nil) || (port == nil && former.port != nil)
        || (timeToLive == nil && former.timeToLive != nil))
  }

  /// What makes `wanted` of the daemons that run.
  ///
  /// - Parameter former: what was wanted before. Of a daemon that no longer states a value, the kernel
  ///   must choose again.
  package static func changes(
    from running: [SyncDaemon], to wanted: [SyncDaemon], after former: [SyncDaemon] = []
  ) -> [Command] {
    let kept = wanted.filter { daemon in
      running.contains { daemon.isMade(by: $0) } && !former.contains { daemon.leavesOut($0) }
    }
    let stops = running.filter { daemon in !kept.contains { $0.isMade(by: daemon) } }
    let starts = wanted.filter { !kept.contains($0) }
    return stops.map { .stopDaemon($0.role) } + starts.map { .startDaemon($0) }
  }
}

extension SyncDaemon: CustomStringConvertible {
  /// `the sync daemon as master on eth1, id 51`
  package var description: String { "the sync daemon as \(role) on \(interface), id \(identifier)" }
}

/// As attributes: `IPVS_CMD_ATTR_DAEMON` and `IPVS_DAEMON_ATTR_*`.
extension [UInt8] {
  mutating func append(_ daemon: SyncDaemon) {
    append(nested: Wire.Top.daemon) { bytes in
      bytes.append(attribute: Wire.Daemon.role, daemon.role.rawValue)
      bytes.append(attribute: Wire.Daemon.interface, text: daemon.interface)
      bytes.append(attribute: Wire.Daemon.identifier, UInt32(daemon.identifier))
      // Kernels before 4.3 know no more.
      if let length = daemon.maximumLength {
        bytes.append(attribute: Wire.Daemon.maximumLength, length)
      }
      switch daemon.group {
      case .v4(let bits): bytes.append(attribute: Wire.Daemon.group, network: bits)
      case .v6(let bits): bytes.append(attribute: Wire.Daemon.group6, network: bits.number)
      case nil: break
      }
      if let port = daemon.port { bytes.append(attribute: Wire.Daemon.port, port) }
      if let hops = daemon.timeToLive { bytes.append(attribute: Wire.Daemon.timeToLive, hops) }
    }
  }

  mutating func append(stopping role: SyncDaemon.Role) {
    append(nested: Wire.Top.daemon) {
      $0.append(attribute: Wire.Daemon.role, role.rawValue)
    }
  }
}

extension Reply {
  /// One daemon of a dump.
  package static func syncDaemon(
    _ payload: ArraySlice<UInt8>
  ) throws(ReplyError) -> SyncDaemon {
    let nested = try attribute(Wire.Top.daemon, "IPVS_CMD_ATTR_DAEMON", in: payload)
    var daemon = SyncDaemon(.master, on: "")
    var role: UInt32 = 0
    var reader = nested.nested
    while let attribute = reader.next() {
      if attribute.type == Wire.Daemon.role { role = attribute.integer(UInt32.self) ?? 0 }
      daemon.take(attribute)
    }
    guard !reader.isMalformed else { throw .truncated }
    guard let known = SyncDaemon.Role(rawValue: role) else {
      throw .unsupported("IPVS_DAEMON_ATTR_STATE \(role)")
    }
    guard !daemon.interface.isEmpty else { throw .missing("IPVS_DAEMON_ATTR_MCAST_IFN") }
    daemon.role = known
    return daemon
  }
}

extension SyncDaemon {
  fileprivate mutating func take(_ attribute: Attribute) {
    switch attribute.type {
    case Wire.Daemon.interface: interface = attribute.text
    case Wire.Daemon.identifier:
      identifier = UInt8(truncatingIfNeeded: attribute.integer(UInt32.self) ?? 0)
    case Wire.Daemon.maximumLength: maximumLength = attribute.integer(UInt16.self)
    case Wire.Daemon.group, Wire.Daemon.group6: group = Address(bytes: attribute.value)
    case Wire.Daemon.port: port = attribute.integer(UInt16.self)
    case Wire.Daemon.timeToLive: timeToLive = attribute.integer(UInt8.self)
    default: break
    }
  }
}
