package import Network

/// Which frames the kernel copies to a capture: a program of the classic packet filter (linux/filter.h),
/// so that a busy director spends nothing on the others.
///
/// It lets more through than a capture needs if the exact question would be long; the capture looks
/// again at each frame.
package struct FrameFilter: Hashable, Sendable {
  /// One instruction: code, what follows, operand.
  package struct Instruction: Hashable, Sendable {
    package var code: UInt16
    package var ifTrue: UInt8 = 0
    package var ifFalse: UInt8 = 0
    package var value: UInt32
  }

  package internal(set) var instructions: [Instruction] = []

  /// With more addresses than this every packet of their family is let through.
  package static let mostAddresses = 32

  /// Bytes that are kept of a frame: headers of the longest form, those of an inner and of a quoted
  /// packet.
  package static let headers: UInt32 = 320
  /// Bytes that are kept of an advertisement: 255 addresses of IPv6.
  package static let whole: UInt32 = 4_352

  // MARK: Instructions

  /// BPF_LD, BPF_LDX, BPF_ALU, BPF_JMP, BPF_RET with their modes.
  enum Code {
    static let loadByte: UInt16 = 0x30
    static let loadShort: UInt16 = 0x28
    static let loadLong: UInt16 = 0x20
    static let loadByteAtX: UInt16 = 0x50
    static let loadLongAtX: UInt16 = 0x40
    /// X becomes four times the low half of a byte: the length of an IPv4 header.
    static let headerLength: UInt16 = 0xb1
    static let setX: UInt16 = 0x01
    static let jump: UInt16 = 0x05
    static let jumpIfEqual: UInt16 = 0x15
    static let and: UInt16 = 0x54
    static let answer: UInt16 = 0x06
  }

  /// From the network header on, whatever the link's header is (`SKF_NET_OFF`).
  static func network(_ offset: Int) -> UInt32 { UInt32(bitPattern: Int32(-0x100000 + offset)) }
  /// `SKF_AD_OFF + SKF_AD_PROTOCOL`
  static let protocolOfFrame = UInt32(bitPattern: -0x1000)

  mutating func append(_ code: UInt16, _ value: UInt32) {
    instructions.append(Instruction(code: code, value: value))
  }

  /// Ends with this many bytes of the frame; 0: it is not wanted.
  mutating func keep(_ bytes: UInt32) { append(Code.answer, bytes) }

  /// Ends so if the accumulator has this value.
  mutating func keep(_ bytes: UInt32, ifEqual value: UInt32) {
    ifEqual(value) { $0.keep(bytes) }
  }

  /// Does `body` if the accumulator has this value, and goes on behind it otherwise.
  mutating func ifEqual(_ value: UInt32, _ body: (inout FrameFilter) -> Void) {
    // A conditional jump reaches 255 instructions; the plain one any number.
    instructions.append(Instruction(code: Code.jumpIfEqual, ifTrue: 1, value: value))
    let place = instructions.count
    append(Code.jump, 0)
    body(&self)
    instructions[place].value = UInt32(instructions.count - place - 1)
  }

  /// Keeps the frame if one of these addresses begins at the offset behind X, or for IPv6 if X is 0.
  mutating func keep(
    _ bytes: UInt32, ifOneOf addresses: [Address], at offset: Int
  ) {
    for address in addresses {
      let words = address.bytes.chunked
      keep(bytes, ifWords: words[...], at: offset)
    }
  }

  private mutating func keep(_ bytes: UInt32, ifWords words: ArraySlice<UInt32>, at offset: Int) {
    guard let word = words.first else { return keep(bytes) }
    append(Code.loadLongAtX, Self.network(offset))
    ifEqual(word) { $0.keep(bytes, ifWords: words.dropFirst(), at: offset + 4) }
  }
}

extension [UInt8] {
  /// Words of 32 bits in network order.
  fileprivate var chunked: [UInt32] {
    stride(from: 0, to: count - 3, by: 4).map { start in
      self[start..<(start + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }
  }
}

extension FrameFilter {
  /// The packets of these addresses, under any other one and within tunnels; ICMP; the search for
  /// hardware addresses.
  package init(walkOf addresses: Set<Address>, tunnelPorts: Set<UInt16>) {
    append(Code.setX, 0)
    append(Code.loadShort, Self.protocolOfFrame)
    keep(Self.headers, ifEqual: 0x0806)
    // A tag that stands in the frame itself: what is behind it is looked at later.
    keep(Self.headers, ifEqual: 0x8100)
    keep(Self.headers, ifEqual: 0x88a8)
    let wanted = Sought(addresses)
    ifEqual(0x0800) { $0.keepIPv4(of: wanted, tunnelPorts) }
    ifEqual(0x86dd) { $0.keepIPv6(of: wanted, tunnelPorts) }
    keep(0)
  }

  /// Addresses by family; nil: every packet of the family.
  struct Sought {
    var ipv4: [Address]?
    var ipv6: [Address]?

    init(_ addresses: Set<Address>) {
      ipv4 = addresses.filter { $0.family == .ipv4 }.sorted()
      ipv6 = addresses.filter { $0.family == .ipv6 }.sorted()
      if let count = ipv4?.count, count > mostAddresses { ipv4 = nil }
      if let count = ipv6?.count, count > mostAddresses { ipv6 = nil }
    }
  }

  private mutating func keepIPv4(of sought: Sought, _ tunnelPorts: Set<UInt16>) {
    guard let addresses = sought.ipv4 else { return keep(Self.headers) }
    append(Code.loadByte, Self.network(9))
    keep(Self.headers, ifEqual: 1)
    keep(Self.headers, ifOneOf: addresses, at: 12)
    keep(Self.headers, ifOneOf: addresses, at: 16)
    append(Code.headerLength, Self.network(0))
    append(Code.loadByte, Self.network(9))
    keepTunnels(at: 0, of: sought, tunnelPorts)
  }

  private mutating func keepIPv6(of sought: Sought, _ tunnelPorts: Set<UInt16>) {
    guard let addresses = sought.ipv6 else { return keep(Self.headers) }
    append(Code.loadByte, Self.network(6))
    keep(Self.headers, ifEqual: 58)
    // Behind extension headers: few are sent.
    for extensionHeader: UInt32 in [0, 43, 44, 60] { keep(Self.headers, ifEqual: extensionHeader) }
    keep(Self.headers, ifOneOf: addresses, at: 8)
    keep(Self.headers, ifOneOf: addresses, at: 24)
    append(Code.loadByte, Self.network(6))
    keepTunnels(at: 40, of: sought, tunnelPorts)
  }

  /// The accumulator has the transport, which begins at `start` behind X.
  private mutating func keepTunnels(
    at start: Int, of sought: Sought, _ tunnelPorts: Set<UInt16>
  ) {
    for transport: UInt32 in [4, 41] {
      ifEqual(transport) { $0.keepInner(at: [start], of: sought) }
    }
    // GRE with up to three optional words.
    ifEqual(47) { $0.keepInner(at: [4, 8, 12, 16].map { start + $0 }, of: sought) }
    ifEqual(17) {
      $0.append(Code.loadLongAtX, Self.network(start))
      // The destination's port is the low half; the source's may be any.
      $0.append(Code.and, 0xffff)
      for port in tunnelPorts.sorted().prefix(2) {
        $0.ifEqual(UInt32(port)) {
          // UDP's header, and GUE's with up to two optional words, or none.
          $0.keepInner(at: [12, 16, 20, 8].map { start + $0 }, of: sought)
        }
      }
    }
  }

  /// Ends: keeps the frame if a packet within it that begins at one of the offsets is wanted.
  private mutating func keepInner(at starts: [Int], of sought: Sought) {
    for start in starts {
      for (addresses, places) in [(sought.ipv4, [12, 16]), (sought.ipv6, [8, 24])] {
        // A program has at most 4,096 instructions: of many addresses all tunnels are let through.
        guard let addresses, addresses.count <= 2 else { return keep(Self.headers) }
        for place in places { keep(Self.headers, ifOneOf: addresses, at: start + place) }
      }
    }
    keep(0)
  }
}

extension FrameFilter {
  /// VRRP, what sync daemons send to their groups, and packets to virtual addresses that are not here.
  package init(heardBy groups: Set<Address>, absent: Set<Address>) {
    append(Code.setX, 0)
    append(Code.loadShort, Self.protocolOfFrame)
    let (groups, absent) = (Sought(groups), Sought(absent))
    ifEqual(0x0800) {
      $0.append(Code.loadByte, Self.network(9))
      $0.keep(Self.whole, ifEqual: 112)
      $0.keep(Self.headers, ifOneOf: groups.ipv4 ?? [], at: 16)
      $0.keep(Self.headers, ifOneOf: absent.ipv4 ?? [], at: 16)
      $0.append(Code.loadByte, Self.network(9))
      // Behind an authentication header.
      $0.ifEqual(51) {
        $0.append(Code.headerLength, Self.network(0))
        $0.append(Code.loadByteAtX, Self.network(0))
        $0.keep(Self.whole, ifEqual: 112)
        $0.keep(0)
      }
      $0.keep(0)
    }
    ifEqual(0x86dd) {
      $0.append(Code.loadByte, Self.network(6))
      $0.keep(Self.whole, ifEqual: 112)
      $0.keep(Self.headers, ifOneOf: groups.ipv6 ?? [], at: 24)
      $0.keep(Self.headers, ifOneOf: absent.ipv6 ?? [], at: 24)
      $0.keep(0)
    }
    keep(0)
  }

  /// Answers to ARP and neighbour discovery.
  package static let answers: FrameFilter = {
    var filter = FrameFilter()
    filter.append(Code.setX, 0)
    filter.append(Code.loadShort, protocolOfFrame)
    filter.ifEqual(0x0806) {
      $0.append(Code.loadShort, network(6))
      $0.keep(headers, ifEqual: 2)
      $0.keep(0)
    }
    filter.ifEqual(0x86dd) {
      $0.append(Code.loadByte, network(6))
      $0.ifEqual(58) {
        $0.append(Code.loadByte, network(40))
        $0.keep(headers, ifEqual: 136)
        $0.keep(0)
      }
      $0.keep(0)
    }
    filter.keep(0)
    return filter
  }()
}
