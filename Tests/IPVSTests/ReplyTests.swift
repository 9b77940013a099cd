import IPVS
import Network
import Testing

struct ReplyTests {
  /// The kernel's reply has the layout of the request, so what we send must read as what it says.
  @Test(arguments: UInt64(0)..<200) func settingsReadAsTheyWereSent(seed: UInt64) throws {
    var source = TableSource(seed: seed)
    let key = source.key()
    var settings = source.service().settings
    if key.family == .ipv6 { settings.persistence?.granularity = 128 }
    let service = try Reply.service(payload(.newService(key, settings))[...])
    #expect(service.key == key)
    #expect(service.settings == settings)

    let endpoint = Bool.random(using: &source.random) ? v4(10, 0, 0, 2, 8080) : v6(7)
    let wanted = source.destination()
    let sent = payload(.newDestination(key, endpoint, wanted))
    let destination = try Reply.destination(sent[...], family: key.family)
    #expect(destination.endpoint == endpoint)
    #expect(destination.settings == wanted)
  }

  @Test func countersOf64BitsWinOverThoseOf32() throws {
    var reply = payload(.newDestination(web, v4(10, 0, 0, 2), DestinationSettings()))
    // The nested destination follows 4 bytes of header and 48 of the service.
    let narrow = bytes("0c000a80 08000100 07000000")
    let wide = bytes("10000c80 0c000100 0100000001000000")
    let counts = bytes("08000700 03000000 08000800 04000000 08000900 05000000")
    reply += counts + wide + narrow
    let length = UInt16(reply.count - 52)
    reply.overwrite(length, at: 52)
    let statistics = try Reply.destination(reply[...], family: .ipv4).statistics
    #expect(statistics.counters.connections == 1 << 32 | 1)
    #expect([statistics.active, statistics.inactive, statistics.persistent] == [3, 4, 5])

    reply.removeLast(narrow.count + wide.count)
    reply += narrow
    reply.overwrite(UInt16(reply.count - 52), at: 52)
    let old = try Reply.destination(reply[...], family: .ipv4).statistics
    #expect(old.counters.connections == 7)
  }

  @Test func aDestinationOfAnOldKernelHasItsServicesFamily() throws {
    var reply = bytes("08010000")
    reply.append(nested: 2) {
      $0.append(attribute: 1, bytes: [10, 0, 0, 2] + [UInt8](repeating: 0, count: 12))
      $0.append(attribute: 2, network: UInt16(80))
      $0.append(attribute: 3, UInt32(1))
    }
    let destination = try Reply.destination(reply[...], family: .ipv4)
    #expect(destination.endpoint == v4(10, 0, 0, 2))
    #expect(destination.settings.forwarding == .localNode)
  }

  @Test func aMaskWithGapsIsNoPrefixLength() throws {
    let settings = ServiceSettings(persistence: Persistence(timeout: 1, granularity: 32))
    var reply = payload(.newService(web, settings))
    reply.replaceSubrange((reply.count - 4)..., with: [255, 0, 255, 0])
    let found = try Reply.service(reply[...]).settings.persistence?.granularity
    #expect(found == Persistence.granularityWithGaps)
  }

  @Test func informationAndTimeoutsAreRead() throws {
    let information = try Reply.information(
      bytes("0e010000 08000100 01020100 08000200 00100000")[...])
    #expect("\(information)" == "IPVS 1.2.1, connection table of 4096")
    let timeouts = Timeouts(tcp: 900, tcpFin: 120, udp: 300)
    #expect(try Reply.timeouts(payload(.setTimeouts(timeouts))[...]) == timeouts)
  }

  @Test func whatIsMissingOrCutIsAnError() {
    let reply = payload(.newService(web, ServiceSettings()))
    #expect(throws: ReplyError.truncated) { try Reply.service([1, 2]) }
    #expect(throws: ReplyError.truncated) { try Reply.service(reply[..<40]) }
    #expect(throws: ReplyError.missing("IPVS_CMD_ATTR_SERVICE")) {
      try Reply.service(bytes("01010000")[...])
    }
    #expect(throws: ReplyError.missing("IPVS_CMD_ATTR_DEST")) {
      try Reply.destination(reply[...], family: .ipv4)
    }
    #expect(throws: ReplyError.missing("IPVS_SVC_ATTR_SCHED_NAME")) {
      try Reply.service(payload(.deleteService(web))[...])
    }
    #expect(throws: ReplyError.missing("IPVS_DEST_ATTR_FWD_METHOD")) {
      try Reply.destination(payload(.deleteDestination(web, v4(10, 0, 0, 1)))[...], family: .ipv4)
    }
    var strange = reply
    strange[12] = 99
    #expect(throws: ReplyError.unsupported("address family 99")) {
      try Reply.service(strange[...])
    }
  }

  /// Whatever comes is read or refused.
  @Test(arguments: UInt64(0)..<20) func hostileBytesDoNotTrap(seed: UInt64) {
    var source = TableSource(seed: seed)
    for _ in 0..<500 {
      var reply =
        Bool.random(using: &source.random)
        ? payload(.newService(source.key(), source.service().settings))
        : payload(.newDestination(source.key(), v6(1), source.destination()))
      for _ in 0..<4 {
        let place = Int.random(in: reply.indices, using: &source.random)
        reply[place] = .random(in: .min ... .max, using: &source.random)
      }
      let cut = reply[..<Int.random(in: 0...reply.count, using: &source.random)]
      if let service = try? Reply.service(cut) {
        #expect(service.settings.scheduler.utf8.count < 256)
      }
      if let found = try? Reply.destination(cut, family: .ipv6) { #expect(!"\(found)".isEmpty) }
      _ = try? Reply.information(cut)
      _ = try? Reply.timeouts(cut)
    }
  }
}
