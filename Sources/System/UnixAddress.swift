import Glibc

/// The bytes of `sun_path`.
let unixNameCapacity = 108

/// Calls `body` with the address of a Unix socket: a path, or an abstract name that begins with a
/// zero byte. A name that does not fit is cut; callers have checked it.
func withUnixAddress<Result>(
  _ name: [UInt8], _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
) -> Result {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  let count = min(name.count, unixNameCapacity - 1)
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name.prefix(count)) }
  // A path ends with a zero byte; an abstract name is exactly as long as it is.
  let terminator = name.first == 0 ? 0 : 1
  let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
  let length = socklen_t(offset + count + terminator)
  return withUnsafePointer(to: address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
  }
}
