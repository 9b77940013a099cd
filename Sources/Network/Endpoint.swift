/// An address and a port.
package struct Endpoint: Hashable, Sendable, Comparable, CustomStringConvertible {
  package var address: Address
  /// 0…65535; 0 means every port in a virtual server, and "the same" in a real server.
  package var port: UInt16

  package init(_ address: Address, port: UInt16) {
    self.address = address
    self.port = port
  }

  /// `192.0.2.1:80`, `[2001:db8::1]:80`.
  package var description: String {
    switch address {
    case .v4: "\(address):\(port)"
    case .v6: "[\(address)]:\(port)"
    }
  }

  package static func < (left: Endpoint, right: Endpoint) -> Bool {
    (left.address, left.port) < (right.address, right.port)
  }
}
