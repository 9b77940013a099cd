import Doctor
import Glibc
import Network
import Routing

extension FactsReader {
  /// More interfaces, addresses or neighbours are left out.
  private static let most = 20_000

  func readLinks() {
    guard let routing else { return }
    do throws(SystemError) {
      let links = try routing.links()
      let names = Dictionary(links.map { ($0.index, $0.name) }) { first, _ in first }
      interfaces = names
      let drops = LinkFacts.receiveDrops(in: ProcText.ifAny("/proc/net/dev") ?? "")
      let features = LinkFeatures()
      defer { features.end() }
      facts.links = links.prefix(Self.most).map { link in
        var found = LinkFacts(
          name: link.name, index: Int(link.index), isUp: link.flags.contains(.up),
          hasCarrier: link.flags.contains(.lowerUp), mtu: Int(link.mtu),
          hardwareAddress: link.hardware, kind: link.kind)
        found.master = link.master.flatMap { names[$0] }
        found.lower = link.parent.flatMap { $0 == link.index ? nil : names[$0] }
        found.receiveDrops = drops[link.name]
        if !link.flags.contains(.loopback) { found.features = features.values(of: link.name) }
        return found
      }
    } catch {
      lacks(.links, error)
    }
  }

  func readAddresses() {
    guard let routing else { return }
    do throws(SystemError) {
      facts.addresses = try routing.addresses().prefix(Self.most).map { found in
        let flags = Self.words(of: found)
        return AddressFacts(
          interface: interfaceName(of: found.interface), address: found.address,
          prefixLength: Int(found.length), flags: flags.isEmpty ? nil : flags)
      }
    } catch {
      lacks(.addresses, error)
    }
  }

  /// As `ip address` prints them.
  private static func words(of address: InterfaceAddress) -> [String] {
    let isIPv4 = address.address.family == .ipv4
    let words: [(InterfaceAddress.Flags, String)] = [
      (.secondary, isIPv4 ? "secondary" : "temporary"), (.noDetection, "nodad"),
      (.duplicate, "dadfailed"), (.home, "home"), (.deprecated, "deprecated"),
      (.tentative, "tentative"), (.managesTemporary, "mngtmpaddr"),
      (.noPrefixRoute, "noprefixroute"), (.joinsMulticast, "autojoin"),
    ]
    return words.filter { address.flags.contains($0.0) }.map(\.1)
      + (address.flags.contains(.permanent) ? [] : ["dynamic"])
  }

  func readNeighbors() {
    guard let routing else { return }
    do throws(SystemError) {
      // NUD_NOARP: broadcast, multicast and loopback, of which nobody asks.
      let found = try routing.neighbors().filter { $0.state != 0x40 && $0.state != 0 }
      facts.neighbors = found.prefix(Self.most).map {
        NeighborFacts(
          interface: interfaceName(of: $0.interface), address: $0.address,
          hardwareAddress: $0.hardware, state: $0.stateName)
      }
    } catch {
      lacks(.neighbors, error)
    }
  }

  func readPolicyRules() {
    guard let routing else { return }
    do throws(SystemError) {
      facts.policyRules = try routing.rules(of: nil).map(Self.line)
    } catch {
      lacks(.policyRules, error)
    }
  }

  /// `32766: from all lookup main`
  private static func line(_ rule: Routing.Rule) -> String {
    var rule = rule
    let priority = rule.priority ?? 0
    rule.priority = nil
    var text = "\(rule)"
    for (number, name) in [("255", "local"), ("254", "main"), ("253", "default")]
    where text.hasSuffix("lookup \(number)") {
      text = text.dropLast(number.count) + name
    }
    return "\(priority): \(text)"
  }

  func interfaceName(of index: UInt32) -> String {
    interfaces[index] ?? "if\(index)"
  }
}
