import Glibc
import Network

/// The interface of this machine that has an address.
@Sendable func interfaceOfThisMachine(with address: Address) -> String? {
  var list: UnsafeMutablePointer<ifaddrs>?
  guard getifaddrs(&list) == 0, let first = list else { return nil }
  defer { freeifaddrs(first) }
  return sequence(first: first, next: { $0.pointee.ifa_next }).first { entry in
    entry.pointee.ifa_addr.map(Address.init(socket:)) == address
  }.map { String(cString: $0.pointee.ifa_name) }
}

extension Address {
  /// Of a socket's address; nil for another family.
  fileprivate init?(socket pointer: UnsafeMutablePointer<sockaddr>) {
    let raw = UnsafeRawPointer(pointer)
    switch CInt(pointer.pointee.sa_family) {
    case AF_INET:
      var field = raw.loadUnaligned(as: sockaddr_in.self).sin_addr
      self.init(bytes: withUnsafeBytes(of: &field) { Array($0) })
    case AF_INET6:
      var field = raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr
      self.init(bytes: withUnsafeBytes(of: &field) { Array($0) })
    default: return nil
    }
  }
}
