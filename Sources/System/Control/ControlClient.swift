import CLinux
import Glibc
import Network

/// One connection to the control socket.
final class ControlClient {
  enum Reading {
    case line([UInt8])
    /// No whole line yet.
    case nothing
    /// It will send no more.
    case ended
    case failed
  }

  let descriptor: Descriptor
  let token: UInt64
  /// When it connected, or was answered last.
  private(set) var quietSince: Instant
  var hasEnded = false
  /// Since when a part of an answer waits to be read.
  private(set) var unreadSince: Instant?
  private var partial: [UInt8] = []
  private var unread: ArraySlice<UInt8> = []
  private var requests = 0
  private var answers = 0

  init(_ descriptor: consuming Descriptor, token: UInt64, at now: Instant) {
    self.descriptor = descriptor
    self.token = token
    quietSince = now
  }

  /// It has not sent a whole line since it connected.
  var hasSaidNothing: Bool { requests == 0 }

  /// Who is at the other end.
  var user: UInt32? {
    var number: UInt32 = 0
    return clinux_peer_user(descriptor.number, &number) == 0 ? number : nil
  }

  var isUnread: Bool { !unread.isEmpty }
  /// Every request has had its answer, and that was read.
  var isAnswered: Bool { unread.isEmpty && answers >= requests }

  /// The next line. What comes after it stays in the kernel, so that the poller tells of it again.
  func nextLine(longest: Int) -> Reading {
    let room = longest + 1 - partial.count
    guard room > 0 else { return .failed }
    var buffer = [UInt8](repeating: 0, count: min(room, 16 * 1024))
    let seen = recv(descriptor.number, &buffer, buffer.count, CInt(MSG_PEEK))
    guard seen > 0 else {
      if seen == 0 { return .ended }
      return errno == EAGAIN || errno == EINTR ? .nothing : .failed
    }
    let end = buffer.prefix(seen).firstIndex(of: UInt8(ascii: "\n"))
    let taken = recv(descriptor.number, &buffer, end.map { $0 + 1 } ?? seen, 0)
    guard taken > 0 else { return .failed }
    partial += buffer.prefix(end == nil ? taken : taken - 1)
    guard end != nil else { return partial.count > longest ? .failed : .nothing }
    defer { partial = [] }
    requests += 1
    return .line(partial)
  }

  func queue(_ bytes: [UInt8], at now: Instant) {
    // Not copied: several clients may have asked for the same long answer.
    if unread.isEmpty { unread = bytes[...] } else { unread += bytes }
    unreadSince = now
    quietSince = now
    answers += 1
  }

  /// So many bytes are written in one turn at most, however fast they are read.
  private static let longestWrite = 256 * 1024

  /// Writes some of what the client takes now; false if it takes nothing any more.
  func write() -> Bool {
    var room = Self.longestWrite
    while !unread.isEmpty {
      guard room > 0 else { return true }
      let written = unread.prefix(room).withUnsafeBytes {
        Glibc.send(descriptor.number, $0.baseAddress, $0.count, CInt(CLINUX_MSG_NOSIGNAL))
      }
      guard written > 0 else { return errno == EAGAIN || errno == EINTR }
      unread = unread.dropFirst(written)
      room -= written
    }
    unread = []
    unreadSince = nil
    return true
  }
}
