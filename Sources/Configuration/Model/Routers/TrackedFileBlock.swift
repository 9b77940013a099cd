import VRRP

extension Interpretation {
  /// `track_file`
  mutating func readTrackedFile(_ node: Node) {
    guard let name = trackedName(node, { .file($0) }) else { return }
    var file = FileDefinition(name: name.text, path: "", position: name.position)
    var weight = TrackWeight(weight: 1)
    for child in children(of: node) where meaning(of: child, in: .trackedFile) == .acted {
      switch child.keyword {
      case "file": file.path = text(child, expecting: "a file's path") ?? file.path
      case "weight": weight = readWeight(child, in: -2_147_483_647...2_147_483_647) ?? weight
      case "init_file": readInitial(child, into: &file)
      default: break
      }
    }
    guard !file.path.isEmpty else {
      report.warning(
        code: .missingWord, "track_file \(name.text) names no file, and is left out", at: name)
      return
    }
    trackWeights[.file(name.text)] = weight
    files.append(file)
  }

  /// `init_file [VALUE] [overwrite]`
  private mutating func readInitial(_ node: Node, into file: inout FileDefinition) {
    file.initial = 0
    for word in node.words.dropFirst() {
      if word.text == "overwrite" {
        file.overwrites = true
      } else if let value = integer(
        word, in: -2_147_483_647...2_147_483_647, of: "a number for the file")
      {
        file.initial = value
      }
    }
  }
}
