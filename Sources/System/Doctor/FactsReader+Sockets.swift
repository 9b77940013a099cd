import Doctor
import Glibc
import Network

extension FactsReader {
  /// Listening sockets come first in /proc/net/tcp; the rest is connections.
  private static let longestList = 4 << 20
  /// Descriptors of programs that are looked at.
  private static let mostDescriptors = 200_000

  func readSockets() {
    var sockets: [ListeningSocket] = []
    for (file, transport) in [("tcp", "tcp"), ("tcp6", "tcp"), ("udp", "udp"), ("udp6", "udp")] {
      do throws(SystemError) {
        let text = try ProcText.contents("/proc/net/\(file)", limit: Self.longestList)
        sockets += ListeningSocket.all(in: text, transport: transport)
      } catch {
        // A kernel without IPv6 has no list of it.
        if error.number == ENOENT, file.hasSuffix("6") { continue }
        return lacks(.listeners, error)
      }
    }
    let processes = processNumbers()
    let owners = owners(of: Set(sockets.map(\.inode)), among: processes.map(\.number))
    let names = Dictionary(processes.map { ($0.number, $0.name) }) { first, _ in first }
    facts.listeners = sockets.map { socket in
      let pid = owners[socket.inode]
      return ListenerFacts(
        transport: socket.transport, address: socket.address, port: socket.port,
        program: pid.flatMap { names[$0] }, pid: pid)
    }
    facts.programs = processes.filter { ProgramFacts.ofNote.contains($0.name) }.map {
      ProgramFacts(name: $0.name, pid: $0.number)
    }
  }

  private func processNumbers() -> [(number: Int32, name: String)] {
    do throws(SystemError) {
      return try ProcessTable.numbers().compactMap { number in
        ProcessTable.name(of: number).map { (number, $0) }
      }
    } catch {
      lacks(.programs, error)
      return []
    }
  }

  /// The process that has each socket open. Of another user's processes only root is told.
  private func owners(of inodes: Set<UInt64>, among processes: [Int32]) -> [UInt64: Int32] {
    var found: [UInt64: Int32] = [:]
    var left = Self.mostDescriptors
    var buffer = [CChar](repeating: 0, count: 64)
    for process in processes where left > 0 && found.count < inodes.count {
      let folder = "/proc/\(process)/fd"
      for name in ProcText.names(in: folder, limit: left) {
        left -= 1
        let count = readlink("\(folder)/\(name)", &buffer, buffer.count)
        guard count > 0 else { continue }
        let text = String(
          decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard text.hasPrefix("socket:["), let inode = UInt64(text.dropFirst(8).dropLast()),
          inodes.contains(inode), found[inode] == nil
        else { continue }
        found[inode] = process
      }
    }
    return found
  }
}
