import ArgumentParser
import Control
import Glibc
import IPVS
import Network
import System

struct IPVSCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ipvs",
    abstract: "Shows and changes the kernel's IPVS table, in ipvsadm's letters or in words.",
    discussion: """
      In words: \(IPVSWords.all.map(\.name).joined(separator: ", ")). Every line of ipvsadm(8) is \
      understood too, and -L and -S print what ipvsadm -n prints.

      What directord looks after is its own: a change of it is refused, with the line of the file \
      that asks for it, unless --force is given.

      Exit status: 0; 1 if the kernel or directord refuses; 2 if the words are not understood.

      Examples:
        directorctl ipvs list
        directorctl ipvs add -t 192.0.2.1:80 -s wrr
        directorctl ipvs add -t 192.0.2.1:80 -r 10.0.0.2:80 -m -w 2
        directorctl ipvs -Ln --stats
        directorctl ipvs save > table
      """)

  @Argument(
    parsing: .captureForPassthrough,
    help: "A word or a letter, its options, and --json, --force, --socket, --state-directory.")
  var words: [String] = []

  func run() throws {
    let invocation: IPVSInvocation
    let action: IPVSAction
    do throws(IPVSUsage) { invocation = try IPVSInvocation(words) } catch {
      throw misuse(error.text)
    }
    guard !invocation.asksForHelp else { return print(Self.help) }
    do throws(IPVSMistake) {
      action = try IPVSAction(invocation.arguments, names: .system)
    } catch {
      throw misuse(error.description)
    }
    try perform(action, invocation)
  }

  private func perform(_ action: IPVSAction, _ invocation: IPVSInvocation) throws {
    switch action {
    case .help: print(Self.help)
    case .version: print("directorctl \(directordVersion)")
    case .list(let listing):
      try IPVSLists(invocation: invocation).show(listing)
    case .save: try IPVSLists(invocation: invocation).save()
    case .change(let command): try IPVSChanges(invocation: invocation).carryOut([command])
    case .restore:
      let lines = try ConfigurationFile.standardInput()
      try IPVSChanges(invocation: invocation).carryOut(commands(of: lines))
    }
  }

  /// All lines are understood before the first is carried out.
  private func commands(of bytes: [UInt8]) throws -> [Command] {
    let read = RestoredLines(bytes, names: .system)
    for mistake in read.mistakes { Terminal.write(Array("directorctl: \(mistake)\n".utf8), to: 2) }
    guard read.mistakes.isEmpty else { throw ExitCode(2) }
    return read.commands.map(\.command)
  }

  private static var help: String {
    let width = (IPVSWords.all.map(\.name.count).max() ?? 0) + 2
    let rows = IPVSWords.all.map { word in
      "  " + word.name + String(repeating: " ", count: width - word.name.count) + word.meaning
    }
    return "directorctl ipvs WORD|LETTERS [OPTION…] [--json] [--force]\n\n"
      + rows.joined(separator: "\n")
      + "\n\nThe options are those of ipvsadm(8). 'directorctl help ipvs' has examples."
  }
}

/// Says why on standard error; 2, as ipvsadm ends.
private func misuse(_ reason: String) -> ExitCode {
  Terminal.write(Array("directorctl: \(printable(reason))\n".utf8), to: 2)
  return ExitCode(2)
}

/// The table, or why it is out of reach.
func openedTable() throws -> KernelTable {
  do throws(TableError) {
    return try KernelTable()
  } catch {
    throw refusal(error.description)
  }
}

extension NameLookUp {
  /// The C library's.
  static let system = NameLookUp(
    host: { name in
      var hints = addrinfo()
      hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
      var list: UnsafeMutablePointer<addrinfo>?
      guard getaddrinfo(name, nil, &hints, &list) == 0, let first = list else { return nil }
      defer { freeaddrinfo(first) }
      return sequence(first: first, next: { $0.pointee.ai_next }).lazy
        .compactMap { $0.pointee.ai_addr }.compactMap { address($0) }.first
    },
    port: { name, transport in
      getservbyname(name, "\(transport)").map { UInt16(truncatingIfNeeded: $0.pointee.s_port) }
        .map { UInt16(bigEndian: $0) }
    })
}

private func address(_ pointer: UnsafeMutablePointer<sockaddr>) -> Address? {
  let raw = UnsafeRawPointer(pointer)
  switch CInt(pointer.pointee.sa_family) {
  case AF_INET:
    return Address(bytes: UnsafeRawBufferPointer(start: raw + 4, count: 4))
  case AF_INET6:
    return Address(bytes: UnsafeRawBufferPointer(start: raw + 8, count: 16))
  default: return nil
  }
}
