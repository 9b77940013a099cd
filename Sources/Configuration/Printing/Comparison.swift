/// What differs between two configurations, in plain words: a line for each object that comes or
/// goes, and for each field that changes.
package func differences(
  from old: DirectorConfiguration, to new: DirectorConfiguration
) -> [String] {
  guard old.unplaced != new.unplaced else { return [] }
  let found = compared(old.statements, new.statements, within: [])
  return found.isEmpty ? ["the order of blocks changes, and nothing else"] : found
}

/// Statements that may be compared: those of one key are the same thing, before and after.
private func compared(
  _ old: [Statement], _ new: [Statement], within path: [String]
) -> [String] {
  let before = keyed(old)
  let after = keyed(new)
  let earlier = Dictionary(before, uniquingKeysWith: { first, _ in first })
  let kept = Set(after.map(\.0))
  var lines: [String] = []
  for (key, statement) in before where !kept.contains(key) {
    lines.append(
      sentence(path, statement.isObject ? statement.title : statement.shownLine, "is removed"))
  }
  for (key, statement) in after {
    guard let former = earlier[key] else {
      lines.append(sentence(path, statement.added, "is added"))
      continue
    }
    lines += changes(former, statement, within: path)
  }
  let common = before.map(\.0).filter(kept.contains)
  if path.last.map(ordered.contains) ?? false,
    common != after.map(\.0).filter({ earlier[$0] != nil })
  {
    lines.append(sentence(path, "the order", "changes"))
  }
  return lines
}

/// Blocks whose lines' order means something: the first address, the first rule.
private let ordered: Set = ["virtual_ipaddress", "virtual_rules", "static_rules"]

private func changes(_ old: Statement, _ new: Statement, within path: [String]) -> [String] {
  var lines: [String] = []
  if old.arguments != new.arguments {
    let before = old.arguments.joined(separator: " ")
    let after = new.arguments.joined(separator: " ")
    let change =
      new.shownLine != new.line || old.shownLine != old.line
      ? "changes (hidden)"
      : before.isEmpty || after.isEmpty
        ? "becomes '\(new.line)'" : "changes from \(before) to \(after)"
    lines.append(sentence(path, new.keyword, change))
  }
  if let before = old.block, let after = new.block {
    lines += compared(before, after, within: path + [new.title])
  }
  return lines
}

private func sentence(_ path: [String], _ subject: String, _ predicate: String) -> String {
  (path + ["\(subject) \(predicate)"]).joined(separator: ": ")
}

/// Each with what tells it from its neighbours: a block of the file by its line, a virtual server by
/// its protocol too, a field by its keyword, one of several of a keyword by its place among them.
private func keyed(_ statements: [Statement]) -> [(String, Statement)] {
  var seen: [String: Int] = [:]
  return statements.map { statement in
    let name = statement.isObject ? statement.title : statement.keyword
    let place = seen[name, default: 0]
    seen[name] = place + 1
    return (place == 0 ? name : "\(name) (\(place + 1))", statement)
  }
}

extension Statement {
  /// The line without its secrets.
  fileprivate var shownLine: String { Secrets.concealed(line) }

  /// A block that its line names, and not a part of another.
  fileprivate var isObject: Bool { block != nil && !arguments.isEmpty }

  /// As an operator calls it.
  fileprivate var title: String {
    let name =
      switch keyword {
      case "virtual_server": "virtual server"
      case "real_server": "real server"
      case "vrrp_instance": "instance"
      case "vrrp_sync_group": "sync group"
      case _: keyword
      }
    let transport = keyword == "virtual_server" ? block?.first { $0.keyword == "protocol" } : nil
    return ([name] + arguments + (transport?.arguments ?? [])).joined(separator: " ")
  }

  /// With what an operator asks first of something new.
  fileprivate var added: String {
    guard isObject else { return block == nil ? shownLine : keyword }
    let told = ["lb_algo", "weight", "lvs_method", "interface", "virtual_router_id", "priority"]
    let fields = (block ?? []).filter { told.contains($0.keyword) }.map(\.line)
    let servers = (block ?? []).count { $0.keyword == "real_server" }
    let count = servers == 0 ? [] : ["\(servers) real server\(servers == 1 ? "" : "s")"]
    let facts = fields + count
    return facts.isEmpty ? title : "\(title) (\(facts.joined(separator: ", ")))"
  }
}
