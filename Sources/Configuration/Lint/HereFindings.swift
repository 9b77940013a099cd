/// What a file names of the machine that it is read on, and is not there: links, and the directories
/// of tracked files. `check --here` asks for it.
struct HereFindings {
  private let machine: Machine
  private let asks: @Sendable (String) -> Machine.Link
  /// The links are those of another network namespace, which cannot be asked for from here.
  private let isElsewhere: Bool
  /// Links that instances make.
  private var made: Set<String> = []
  private(set) var findings: [Diagnostic] = []

  /// nil if nobody asks.
  init?(_ roots: [Node], _ machine: Machine?) {
    guard let machine, let asks = machine.link else { return nil }
    self.machine = machine
    let global = roots.filter { $0.keyword == "global_defs" }.flatMap { $0.block?.children ?? [] }
    isElsewhere = (roots + global).contains { $0.keyword == "net_namespace" }
    self.asks = asks
    for node in roots where node.keyword == "vrrp_instance" { addMade(by: node) }
    for node in roots { look(at: node, within: "") }
  }

  private mutating func addMade(by instance: Node) {
    let children = instance.block?.children ?? []
    let identifier = children.first { $0.keyword == "virtual_router_id" }?.words.dropFirst().first
    for child in children where ["use_vmac", "use_ipvlan"].contains(child.keyword) {
      for word in child.words.dropFirst() { made.insert(word.text) }
      for prefix in ["vrrp.", "vrrp4.", "vrrp6."] { made.insert(prefix + (identifier?.text ?? "")) }
    }
  }

  private mutating func look(at node: Node, within outer: String) {
    switch (outer, node.keyword) {
    case ("vrrp_instance", "interface"): look(for: node, "the instance is in fault until it is up")
    case ("bfd_instance", "device"): look(for: node, "there is no session until it is up")
    case ("global_defs", "lvs_sync_daemon"), ("vrrp_instance", "lvs_sync_daemon_interface"):
      look(for: node, "the sync daemon cannot start")
    case (_, "bind_if"): look(for: node, "the check fails until it is up")
    case ("vrrp_track_file", "file"), ("track_file", "file"): lookForDirectory(of: node)
    case ("track_interface", _):
      look(for: node.words.first, "what tracks it takes it for down")
    case _ where Self.entries.contains(outer): lookForDevice(of: node, outer)
    case _: break
    }
    for child in node.block?.children ?? [] { look(at: child, within: node.keyword) }
  }

  private static let entries: Set = [
    "virtual_ipaddress", "virtual_ipaddress_excluded", "static_ipaddress", "virtual_routes",
    "static_routes", "virtual_rules", "static_rules",
  ]

  private mutating func lookForDevice(of node: Node, _ outer: String) {
    let consequence =
      outer.hasSuffix("address") || outer.hasSuffix("excluded")
      ? "nobody here holds this address until it is up" : "this entry is not made until it is up"
    for (option, value) in zip(node.words, node.words.dropFirst())
    where ["dev", "iif", "oif"].contains(option.text) {
      look(for: value, consequence)
    }
  }

  private mutating func look(for node: Node, _ consequence: String) {
    look(for: node.words.dropFirst().first, consequence)
  }

  private mutating func look(for word: Word?, _ consequence: String) {
    guard !isElsewhere, let word, !made.contains(word.text) else { return }
    switch asks(word.text) {
    case .up, .unknown: return
    case .missing:
      add("interface \(word.text) is not on this machine: \(consequence)", at: word)
    case .down: add("interface \(word.text) is down: \(consequence)", at: word)
    }
  }

  private mutating func lookForDirectory(of node: Node) {
    guard let word = node.words.dropFirst().first, let slash = word.text.lastIndex(of: "/"),
      slash != word.text.startIndex
    else { return }
    let directory = String(word.text[..<slash])
    guard !machine.hasDirectory(directory) else { return }
    add("there is no directory \(directory) on this machine: nobody can write the file", at: word)
  }

  private mutating func add(_ message: String, at word: Word) {
    findings.append(Diagnostic(.warning, code: .notHere, message, at: word))
  }
}
