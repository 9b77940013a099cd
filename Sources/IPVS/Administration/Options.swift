/// An option of ipvsadm(8), by its long word.
enum IPVSOption: String, Hashable, CaseIterable {
  // Commands.
  case addService = "add-service"
  case editService = "edit-service"
  case deleteService = "delete-service"
  case clear
  case restore
  case save
  case addServer = "add-server"
  case editServer = "edit-server"
  case deleteServer = "delete-server"
  case list
  case zero
  case set
  case startDaemon = "start-daemon"
  case stopDaemon = "stop-daemon"
  case help
  case version
  // A service.
  case tcp = "tcp-service"
  case udp = "udp-service"
  case sctp = "sctp-service"
  case mark = "fwmark-service"
  case ipv6
  case scheduler
  case persistent
  case netmask
  case engine = "pe"
  case flags = "sched-flags"
  case onePacket = "ops"
  // A real server.
  case server = "real-server"
  case gatewaying
  case masquerading
  case tunnelling = "ipip"
  case weight
  case upper = "u-threshold"
  case lower = "l-threshold"
  case tunnelType = "tun-type"
  case tunnelPort = "tun-port"
  case noChecksum = "tun-nocsum"
  case checksum = "tun-csum"
  case remoteChecksum = "tun-remcsum"
  // A list.
  case numeric
  case connection
  case timeout
  case daemon
  case stats
  case rate
  case thresholds
  case persistentConnections = "persistent-conn"
  case tunnelInformation = "tun-info"
  case sort
  case noSort = "nosort"
  case exact
  // A connection sync daemon.
  case interface = "mcast-interface"
  case syncID = "syncid"
  case syncLength = "sync-maxlen"
  case group = "mcast-group"
  case groupPort = "mcast-port"
  case groupTTL = "mcast-ttl"
}

extension IPVSOption {
  /// The option of a letter.
  static let letters: [Character: IPVSOption] = [
    "A": .addService, "E": .editService, "D": .deleteService, "C": .clear, "R": .restore,
    "S": .save, "a": .addServer, "e": .editServer, "d": .deleteServer, "L": .list, "l": .list,
    "Z": .zero, "h": .help, "v": .version, "t": .tcp, "u": .udp, "f": .mark, "6": .ipv6,
    "s": .scheduler, "p": .persistent, "M": .netmask, "b": .flags, "o": .onePacket, "r": .server,
    "g": .gatewaying, "m": .masquerading, "i": .tunnelling, "w": .weight, "x": .upper,
    "y": .lower, "n": .numeric, "c": .connection,
  ]

  /// What may follow an option.
  enum Argument { case none, optional, required }

  var argument: Argument {
    switch self {
    case .persistent: .optional
    case .tcp, .udp, .sctp, .mark, .scheduler, .netmask, .engine, .flags, .server, .weight,
      .upper, .lower, .tunnelType, .tunnelPort, .set, .startDaemon, .stopDaemon, .interface,
      .syncID, .syncLength, .group, .groupPort, .groupTTL:
      .required
    case .addService, .editService, .deleteService, .clear, .restore, .save, .addServer,
      .editServer, .deleteServer, .list, .zero, .help, .version, .ipv6, .onePacket, .gatewaying,
      .masquerading, .tunnelling, .noChecksum, .checksum, .remoteChecksum, .numeric, .connection,
      .timeout, .daemon, .stats, .rate, .thresholds, .persistentConnections, .tunnelInformation,
      .sort, .noSort, .exact:
      .none
    }
  }

  /// As an operator writes it: `-t`, `--tun-type`.
  var spelling: String {
    let letter = Self.letters.filter { $0.value == self }.keys.max()
    return letter.map { "-\($0)" } ?? "--\(rawValue)"
  }

  /// What each command may be given; nil: this is no command.
  var allowed: Set<IPVSOption>? {
    let service: Set<IPVSOption> = [.tcp, .udp, .sctp, .mark, .ipv6]
    let tunnel: Set<IPVSOption> = [
      .tunnelType, .tunnelPort, .noChecksum, .checksum, .remoteChecksum,
    ]
    switch self {
    case .addService, .editService:
      return service.union([.scheduler, .persistent, .netmask, .engine, .flags, .onePacket])
    case .deleteService, .zero: return service
    case .addServer, .editServer:
      return service.union(tunnel).union([
        .server, .gatewaying, .masquerading, .tunnelling, .weight, .upper, .lower,
      ])
    case .deleteServer: return service.union([.server])
    case .list:
      return service.union([
        .numeric, .connection, .timeout, .daemon, .stats, .rate, .thresholds,
        .persistentConnections, .tunnelInformation, .sort, .noSort, .exact,
      ])
    case .save: return [.numeric, .sort, .noSort]
    case .startDaemon:
      return [.interface, .syncID, .syncLength, .group, .groupPort, .groupTTL]
    case .stopDaemon: return [.interface, .syncID]
    case .clear, .restore, .set, .help, .version: return []
    default: return nil
    }
  }
}

/// An option with what was given to it.
struct GivenOption: Hashable {
  var option: IPVSOption
  var argument: String?
}

/// Arguments cut into options as popt(3) cuts them, and what is left over.
struct GivenOptions {
  private(set) var options: [GivenOption] = []
  private(set) var rest: [String] = []

  init(_ arguments: [String]) throws(IPVSMistake) {
    var words = arguments[...]
    while let word = words.popFirst() {
      if word == "--" {
        rest += words
        return
      } else if word.hasPrefix("--") {
        try takeLong(word.dropFirst(2), &words)
      } else if word.hasPrefix("-"), word.count > 1 {
        try takeLetters(word.dropFirst(), &words)
      } else {
        rest.append(word)
      }
    }
  }

  /// `--scheduler rr`, `--scheduler=rr`
  private mutating func takeLong(
    _ word: Substring, _ words: inout ArraySlice<String>
  ) throws(IPVSMistake) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let option = IPVSOption(rawValue: name) ?? Self.others[name] else {
      throw IPVSMistake("there is no option --\(name.prefix(40))")
    }
    try take(option, parts.count > 1 ? parts[1] : nil, &words)
  }

  /// Other spellings.
  private static let others: [String: IPVSOption] = ["gatewaying": .gatewaying]

  /// `-Ln`, `-t 192.0.2.1:80`, `-srr`, `-p=300`
  private mutating func takeLetters(
    _ word: Substring, _ words: inout ArraySlice<String>
  ) throws(IPVSMistake) {
    var letters = word
    while let letter = letters.popFirst() {
      guard let option = IPVSOption.letters[letter] else {
        throw IPVSMistake("there is no option -\(letter)")
      }
      guard option.argument != .none, !letters.isEmpty else {
        try take(option, nil, &words)
        continue
      }
      if letters.first == "=" { letters.removeFirst() }
      return try take(option, letters, &words)
    }
  }

  private mutating func take(
    _ option: IPVSOption, _ attached: Substring?, _ words: inout ArraySlice<String>
  ) throws(IPVSMistake) {
    var argument = attached.map { String($0) }
    switch option.argument {
    case .none:
      guard argument == nil else {
        throw IPVSMistake("\(option.spelling) takes no argument")
      }
    case .optional:
      if argument == nil, let next = words.first, !next.hasPrefix("-") {
        argument = words.removeFirst()
      }
    case .required:
      if argument == nil { argument = words.popFirst() }
      guard argument != nil else {
        throw IPVSMistake("\(option.spelling) needs an argument")
      }
    }
    options.append(GivenOption(option: option, argument: argument))
  }
}
