import Network

extension Facts {
  /// A kernel setting as a number.
  func number(_ name: String) -> Int? { settings?[name].flatMap { Int($0) } }

  /// The number that counts for an interface: the kernel takes the greater of `all` and the
  /// interface's own (rp_filter, arp_ignore, arp_announce, send_redirects: include/linux/inetdevice.h).
  func greatest(_ key: String, on interface: String) -> Int? {
    let all = number("net.ipv4.conf.all.\(key)")
    let own = number("net.ipv4.conf.\(interface).\(key)")
    guard let all else { return own }
    return own.map { max($0, all) } ?? all
  }

  /// Where an address stands.
  func places(of address: Address) -> [AddressFacts] {
    (addresses ?? []).filter { $0.address == address }
  }

  /// The address is the machine's own: on an interface, or by a route of type local.
  func holds(_ address: Address) -> Bool {
    addresses?.contains { $0.address == address } == true
      || routes?.contains { $0.destination == address && $0.type == "local" } == true
  }

  func link(_ name: String) -> LinkFacts? { links?.first { $0.name == name } }

  /// How this document is obtained: on which machine, and by which command.
  static func ask(_ machine: Address) -> Mend {
    Mend(
      "ssh \(machine) directorctl doctor facts --role real-server > \(machine).json",
      "directorctl doctor --facts \(machine).json",
      words: "Without directorctl on \(machine): directorctl doctor facts --script prints a script "
        + "that writes the same document.")
  }
}
