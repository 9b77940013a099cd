import Glibc

/// Who a program runs as.
package struct Credentials: Hashable, Sendable {
  package var user: UInt32
  package var group: UInt32
  /// The others.
  package var otherGroups: [UInt32] = []
  /// As the list of users has them; nil: not looked up.
  package private(set) var name: String?
  package private(set) var home: String?

  package init(user: UInt32, group: UInt32) {
    self.user = user
    self.group = group
  }

  /// Who we are.
  package static var own: Credentials { Credentials(user: geteuid(), group: getegid()) }

  /// Whether a program that runs so needs no other user than ours.
  var isOwn: Bool { user == geteuid() && group == getegid() && otherGroups.isEmpty }

  /// A user by name or number, with a group or the user's own; nil if there is no such user or
  /// group. The look-up may ask a directory service and wait for it: not for a loop.
  ///
  /// - Parameter isWhole: with all groups that the user belongs to.
  package init?(user: String, group: String? = nil, isWhole: Bool = false) {
    guard let entry = passwordEntry(user) else { return nil }
    self.init(user: entry.user, group: entry.group)
    (name, home) = (entry.name, entry.home)
    if let group {
      guard let number = groupNumber(group) else { return nil }
      self.group = number
    }
    if isWhole { otherGroups = groups(of: entry.name, self.group).filter { $0 != self.group } }
  }
}

private struct PasswordEntry {
  var name: String
  var user: UInt32
  var group: UInt32
  var home: String?
}

private func passwordEntry(_ name: String) -> PasswordEntry? {
  var entry = passwd()
  var found: UnsafeMutablePointer<passwd>?
  var buffer = [CChar](repeating: 0, count: 16 * 1024)
  if let number = UInt32(name) {
    getpwuid_r(number, &entry, &buffer, buffer.count, &found)
  } else {
    getpwnam_r(name, &entry, &buffer, buffer.count, &found)
  }
  guard found != nil, let known = entry.pw_name else { return nil }
  return PasswordEntry(
    name: String(cString: known), user: entry.pw_uid, group: entry.pw_gid,
    home: entry.pw_dir.map { String(cString: $0) })
}

/// At most 1024.
private func groups(of user: String, _ group: UInt32) -> [UInt32] {
  var count: CInt = 1024
  var groups = [gid_t](repeating: 0, count: Int(count))
  guard getgrouplist(user, group, &groups, &count) >= 0 else { return [] }
  return Array(groups.prefix(Int(count)))
}

private func groupNumber(_ name: String) -> UInt32? {
  if let number = UInt32(name) { return number }
  var entry = group()
  var found: UnsafeMutablePointer<group>?
  var buffer = [CChar](repeating: 0, count: 64 * 1024)
  getgrnam_r(name, &entry, &buffer, buffer.count, &found)
  return found == nil ? nil : entry.gr_gid
}
