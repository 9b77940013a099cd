import Foundation

/// One Swift file, read as lines. What it knows of the language is what swift-format guarantees: a
/// declaration ends with the first brace that stands under its first letter.
struct SourceFile {
  struct Function {
    var name: String
    /// Counted from 1.
    var line: Int
    /// From the declaration's first line to its closing brace.
    var length: Int
  }

  /// From the root: `Sources/Network/Address.swift`.
  let path: String
  let lines: [String]

  init(path: String, in root: URL) throws {
    self.path = path
    let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The second part of the path: `Network`, `directord`, `NetworkTests`, `Fuzz`.
  var target: String {
    let parts = path.split(separator: "/")
    return parts.count > 1 ? String(parts[1]) : ""
  }

  var isTest: Bool { path.hasPrefix("Tests/") }

  /// A file that ends with a line feed has an empty last element that is not a line.
  var lineCount: Int { lines.last == "" ? lines.count - 1 : lines.count }

  /// The modules that it imports, each with its line.
  var imports: [(module: String, line: Int)] {
    lines.enumerated().compactMap { index, line in
      var words = line.split(separator: " ").map(String.init)
      words.removeAll { $0.hasPrefix("@") || ["package", "internal", "private"].contains($0) }
      guard words.count >= 2, words[0] == "import" else { return nil }
      return (String(words[1].prefix { $0 != "." }), index + 1)
    }
  }

  /// The lines that say something to the compiler: no comments.
  var code: [(text: String, line: Int)] {
    lines.enumerated().compactMap { index, line in
      line.drop { $0 == " " }.hasPrefix("//") ? nil : (line, index + 1)
    }
  }

  /// The declarations and extensions of types that begin in the first column, by the type's name: of
  /// `Route.Path` that is `Route`.
  var types: [(name: String, length: Int)] {
    lines.indices.compactMap { start in
      guard let first = lines[start].first, first != " ", first != "/",
        !lines[start].contains("import ")
      else { return nil }
      let words = lines[start].split(separator: " ")
      guard
        let keyword = words.firstIndex(where: {
          ["struct", "class", "enum", "actor", "protocol", "extension"].contains($0)
        }), words.indices.contains(keyword + 1)
      else { return nil }
      let name = words[keyword + 1].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      let end = lines[start...].firstIndex { $0.hasPrefix("}") } ?? start
      return (String(name), lines[start].hasSuffix("}") ? 1 : end - start + 1)
    }
  }

  var functions: [Function] {
    lines.indices.compactMap { start in
      let words = lines[start].split(separator: " ")
      let name = words.prefix(6).first { $0.hasPrefix("init(") || $0.hasPrefix("init?(") }
      guard let keyword = words.prefix(6).firstIndex(of: "func") else {
        return name.flatMap { length(from: start, name: String($0)) }
      }
      return words.indices.contains(keyword + 1)
        ? length(from: start, name: String(words[keyword + 1])) : nil
    }
  }

  private func length(from start: Int, name: String) -> Function? {
    let indent = lines[start].prefix { $0 == " " }
    guard !lines[start].hasPrefix(indent + "//") else { return nil }
    guard !lines[start].hasSuffix("}") else { return nil }
    for index in lines.indices.dropFirst(start + 1) where !lines[index].isEmpty {
      if lines[index].hasPrefix(indent + "}") {
        return Function(name: name, line: start + 1, length: index - start + 1)
      }
      // A requirement of a protocol has no body: its surroundings end first.
      if lines[index].prefix(while: { $0 == " " }).count < indent.count { return nil }
    }
    return nil
  }
}
