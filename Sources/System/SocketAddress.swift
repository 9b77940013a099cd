// Every C module here brings sockaddr; whose it is held to be is the compiler's choice.
import CCurl
import CLinux
import Glibc
package import Network

/// An endpoint as the socket calls take it.
package struct SocketAddress {
  private var storage: Storage

  /// One of two, so that a probe fills 28 bytes and not the 128 of a sockaddr_storage.
  private enum Storage {
    case v4(sockaddr_in)
    case v6(sockaddr_in6)
  }

  /// `scope`: the interface's index for a link-local IPv6 address, 0 for any other.
  package init(_ endpoint: Endpoint, scope: UInt32 = 0) {
    switch endpoint.address {
    case .v4(let bits):
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = endpoint.port.bigEndian
      address.sin_addr.s_addr = bits.bigEndian
      storage = .v4(address)
    case .v6(let bits):
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = endpoint.port.bigEndian
      withUnsafeMutableBytes(of: &address.sin6_addr) {
        $0.storeBytes(of: bits.number.bigEndian, as: UInt128.self)
      }
      address.sin6_scope_id = scope
      storage = .v6(address)
    }
  }

  /// What the kernel told; nil if it is no IP address.
  init?(_ pointer: UnsafePointer<sockaddr>) {
    switch CInt(pointer.pointee.sa_family) {
    case AF_INET:
      storage = .v4(UnsafeRawPointer(pointer).loadUnaligned(as: sockaddr_in.self))
    case AF_INET6:
      storage = .v6(UnsafeRawPointer(pointer).loadUnaligned(as: sockaddr_in6.self))
    default: return nil
    }
  }

  package var endpoint: Endpoint {
    switch storage {
    case .v4(let address):
      return Endpoint(
        .v4(UInt32(bigEndian: address.sin_addr.s_addr)), port: UInt16(bigEndian: address.sin_port))
    case .v6(let address):
      let bits = withUnsafeBytes(of: address.sin6_addr) { $0.loadUnaligned(as: UInt128.self) }
      return Endpoint(
        .v6(IPv6Bits(UInt128(bigEndian: bits))), port: UInt16(bigEndian: address.sin6_port))
    }
  }

  /// Lends the address to a system call.
  func withPointer<Answer>(
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Answer
  ) -> Answer {
    switch storage {
    case .v4(let address): lend(address, body)
    case .v6(let address): lend(address, body)
    }
  }

  private func lend<Address, Answer>(
    _ address: Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Answer
  ) -> Answer {
    withUnsafePointer(to: address) {
      body(
        UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self),
        socklen_t(MemoryLayout<Address>.size))
    }
  }
}

extension Family {
  /// AF_INET, AF_INET6.
  package var domain: CInt {
    switch self {
    case .ipv4: AF_INET
    case .ipv6: AF_INET6
    }
  }
}
