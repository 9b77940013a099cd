import Doctor
import Glibc

extension FactsReader {
  private static let mostLines = 60_000

  /// The packet filters as their own tools print them. A filter that is not in use is not asked for: the
  /// tool would make the kernel load it.
  func readRulesets() {
    var found: [Ruleset] = []
    var isWhole = true
    for tool in Ruleset.Tool.allCases where isInUse(tool) {
      if let ruleset = ruleset(of: tool) { found.append(ruleset) } else { isWhole = false }
    }
    // Rules that could not be read may be those that drop: then nothing is judged by the others.
    if isWhole { facts.rulesets = found }
  }

  private func isInUse(_ tool: Ruleset.Tool) -> Bool {
    switch tool {
    case .nft: isPresent("nf_tables", option: "CONFIG_NF_TABLES")
    case .iptables: hasTables("/proc/net/ip_tables_names")
    case .ip6tables: hasTables("/proc/net/ip6_tables_names")
    }
  }

  /// Loaded, or part of the kernel; true if that cannot be told.
  private func isPresent(_ module: String, option: String) -> Bool {
    guard let kernel = facts.kernel, let loaded = kernel.loaded else { return true }
    if loaded.contains(module) || kernel.builtIn?.contains(module) == true { return true }
    if let value = kernel.options?[option] { return value == "y" }
    return kernel.builtIn == nil && kernel.options == nil
  }

  /// The kernel's list of legacy tables is readable by root alone: what may not be read may have some.
  private func hasTables(_ path: String) -> Bool {
    do throws(SystemError) {
      return try !ProcText.contents(path, limit: 4096).isEmpty
    } catch {
      return error.number != ENOENT
    }
  }

  /// nil, and told, if it could not be read.
  private func ruleset(of tool: Ruleset.Tool) -> Ruleset? {
    let call = tool.arguments.joined(separator: " ")
    do throws(SystemError) {
      let output = try BoundedProgram(arguments: tool.arguments).run()
      guard output.code == 0 || output.isCut else {
        let said = output.text.split(separator: "\n").first ?? "it failed"
        let isForbidden = !ThisProcess.isRoot || said.contains("not permitted")
        lacks(.rulesets, "\(call): \(said)", needs: isForbidden ? "CAP_NET_ADMIN" : nil)
        return nil
      }
      let lines = output.text.split(separator: "\n", omittingEmptySubsequences: false)
      var ruleset = Ruleset(tool, lines: lines.prefix(Self.mostLines).map(String.init))
      if ruleset.lines.last == "" { ruleset.lines.removeLast() }
      if output.isCut || lines.count > Self.mostLines { ruleset.isCut = true }
      return ruleset
    } catch {
      let isMissing = error.number == ENOENT
      let needs = isMissing ? "\(tool.arguments[0]) (package \(tool.package))" : nil
      lacks(.rulesets, error, needs: needs)
      return nil
    }
  }
}

extension Ruleset.Tool {
  fileprivate var arguments: [String] {
    switch self {
    case .nft: ["nft", "-a", "list", "ruleset"]
    case .iptables: ["iptables-legacy-save", "-c"]
    case .ip6tables: ["ip6tables-legacy-save", "-c"]
    }
  }

  /// Debian's.
  fileprivate var package: String {
    switch self {
    case .nft: "nftables"
    case .iptables, .ip6tables: "iptables"
    }
  }
}
