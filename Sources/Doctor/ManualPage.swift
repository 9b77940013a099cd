internal import Manual

extension Rule {
  /// directorctl-doctor(7), made from the table of the rules.
  package static var manualPage: String {
    var page = ManualPage(
      "directorctl-doctor", section: 7, chapter: "Miscellaneous",
      summary: "what the doctor of directord looks for",
      origin: "Sources/Doctor/Rules: RECORD_MANUAL=1 swift test --filter ManualPageTests")
    page.section(
      "DESCRIPTION",
      "'directorctl doctor' reads what the kernel, the daemon and the configuration say of a "
        + "director, and judges it by the rules below. It changes nothing. Documents of real servers "
        + "and of the other director, made by 'directorctl doctor facts', let it judge what cannot "
        + "be seen from here.")
    page.paragraph(
      "A finding has the rule's id, a severity, the object, a sentence, the facts as the kernel's "
        + "own tools print them, and a mend: commands to paste, with the machine on which. "
        + "'directorctl doctor --explain ID' shows one rule.")
    page.paragraph(
      "A rule that is marked 'needs --walk' is judged only if packets were watched. A rule that is "
        + "marked 'needs probes' asks: by a connection, an echo or ARP, of the same kind as a "
        + "check. The severity is the worst that the rule says.")
    page.section("EXIT STATUS")
    for (status, meaning) in exitStatuses { page.item(status, "", meaning) }
    for family in Family.allCases {
      page.section(family.title, family.summary)
      for rule in all where rule.id.hasPrefix(family.rawValue) { rule.write(to: &page) }
    }
    page.section("SEE ALSO", "directorctl(1), directord.conf(5), ipvsadm(8), nft(8), ip-route(8)")
    return page.text
  }

  private static let exitStatuses = [
    ("0", "Nothing was found, or notes only."), ("1", "A warning."), ("2", "An error."),
    ("3", "Nothing worse, and facts are missing that would decide."),
  ]

  /// The letter of a rule's id.
  package enum Family: String, Sendable, CaseIterable {
    case kernel = "K"
    case masquerading = "N"
    case directRouting = "D"
    case tunnels = "T"
    case ftp = "F"
    case ipsec = "I"
    case routers = "V"
    case synchronization = "S"
    case limits = "L"
    case machine = "M"

    package var title: String {
      switch self {
      case .kernel: "KERNEL (K)"
      case .masquerading: "NAT (N)"
      case .directRouting: "DIRECT ROUTING (D)"
      case .tunnels: "TUNNELS (T)"
      case .ftp: "FTP (F)"
      case .ipsec: "IPSEC (I)"
      case .routers: "VRRP (V)"
      case .synchronization: "SYNC DAEMON (S)"
      case .limits: "LIMITS AND DEFENCE (L)"
      case .machine: "THE MACHINE (M)"
      }
    }

    package var summary: String {
      switch self {
      case .kernel: "What the kernel has, and what this configuration needs of it."
      case .masquerading:
        "The way of a request to a real server and of its reply to the client, the director between."
      case .directRouting:
        "Real servers that hold the virtual address and answer clients themselves."
      case .tunnels: "Real servers that are reached by IP-in-IP, GUE or GRE."
      case .ftp: "FTP's control and data connections."
      case .ipsec: "IKE, NAT traversal, ESP and AH through IPVS."
      case .routers: "Virtual addresses that one of several directors holds."
      case .synchronization: "Connections that the other director must know."
      case .limits: "Tables that are full, queues that overflow, IPVS's defence."
      case .machine: "Other programs, settings and the state that is kept."
      }
    }
  }

  private func write(to page: inout ManualPage) {
    var words = [severity.rawValue]
    switch stage {
    case .reading: break
    case .probing: words.append("needs probes")
    case .walking: words.append("needs --walk")
    }
    page.item(
      id, " \(title) (\(words.joined(separator: ", ")))", explanation,
      notes: reference.map { ["See \($0)."] } ?? [])
  }
}
