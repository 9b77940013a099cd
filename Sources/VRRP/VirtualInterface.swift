package import Network

/// `use_vmac`: a private macvlan that carries a virtual router's addresses under the hardware address
/// that belongs to it, so that a failover changes no ARP cache (RFC 9568 §7.3).
package struct VirtualInterface: Codable, Hashable, Sendable {
  /// 1…15 bytes: `vrrp.51`, `vrrp6.51`, or what the operator says.
  package var name: String
  /// The instance's interface.
  package var parent: String
  package var hardwareAddress: HardwareAddress
  /// `vmac_xmit_base`: advertisements leave by the parent, with its hardware address.
  package var sendsByParent: Bool

  package init(
    name: String, parent: String, hardwareAddress: HardwareAddress, sendsByParent: Bool = false
  ) {
    self.name = name
    self.parent = parent
    self.hardwareAddress = hardwareAddress
    self.sendsByParent = sendsByParent
  }
}
