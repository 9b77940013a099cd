import Testing

let tree = SourceTree()

@Test func theFormatterHasNothingToSay() throws {
  let said = try tree.output(of: [
    "swift", "format", "lint", "-r", "Sources", "Tests", "Package.swift",
  ])
  #expect(said == "")
}

@Test func aFileTellsOneStory() throws {
  for file in try tree.swiftFiles() where !Exception.allows(.file, file.path) {
    #expect(file.lineCount <= Rules.longestFile, "\(file.path) has \(file.lineCount) lines")
  }
}

@Test func aFunctionIsOneStep() throws {
  for file in try tree.swiftFiles() where !Exception.allows(.function, file.path) {
    for function in file.functions {
      #expect(
        function.length <= Rules.longestFunction,
        "\(file.path):\(function.line): \(function.name) has \(function.length) lines")
    }
  }
}

@Test func aTypeIsOneThing() throws {
  for (name, size) in try typeSizes() where !Exception.allows(.type, name) {
    #expect(size.lines <= Rules.longestType, "\(name) has \(size.lines) lines")
    #expect(size.files.count <= Rules.mostFilesOfAType, "\(name) has \(size.files.count) files")
  }
}

@Test func wordsAreReadOnce() throws {
  for file in try tree.swiftFiles() where file.target != "LayoutTests" {
    for (index, line) in file.lines.enumerated() where line.contains("//") || line.contains("\"") {
      for riddle in Rules.riddles where line.lowercased().contains(riddle) {
        // A pattern of the language itself: `case nil where …`.
        if line.contains("case \(riddle)") { continue }
        Issue.record("\(file.path):\(index + 1): \"\(riddle)\"")
      }
    }
  }
}

/// The lines and files of each type of `Sources`, by `Target.Type`.
private func typeSizes() throws -> [String: (lines: Int, files: Set<String>)] {
  var sizes: [String: (lines: Int, files: Set<String>)] = [:]
  for file in try tree.swiftFiles() where !file.isTest {
    for type in file.types {
      sizes["\(file.target).\(type.name)", default: (0, [])].lines += type.length
      sizes["\(file.target).\(type.name)", default: (0, [])].files.insert(file.path)
    }
  }
  return sizes
}

@Test func aTargetImportsOnlyWhatTheMapAllows() throws {
  for file in try tree.swiftFiles() where !file.isTest && !Exception.allows(.imports, file.path) {
    let allowed = try #require(
      Rules.imports[file.target], "\(file.target) is not in the table of imports")
    for (module, line) in file.imports {
      #expect(allowed.contains(module), "\(file.path):\(line): \(file.target) imports \(module)")
    }
  }
}

@Test func nothingTraps() throws {
  for file in try tree.swiftFiles() where !Exception.allows(.traps, file.path) {
    for (text, line) in file.code where !text.contains(Rules.trapReason) {
      for word in Rules.traps {
        #expect(!text.contains(word), "\(file.path):\(line): \(word)")
      }
    }
  }
}

@Test func nothingIsLeftToDo() throws {
  for file in try tree.swiftFiles() {
    for (index, text) in file.lines.enumerated() {
      let words = text.split { !$0.isLetter }.map(String.init)
      #expect(
        Rules.reminders.isDisjoint(with: words), "\(file.path):\(index + 1): \(text)")
    }
  }
}

@Test func theTopLevelHoldsWhatItMust() throws {
  let extra = try tree.topLevel().subtracting(Rules.topLevel).subtracting(Rules.generated)
  #expect(extra.isEmpty)
}

@Test(arguments: Rules.programs)
func aProgramHasItsRunBit(path: String) {
  #expect(tree.exists(path), "\(path) is missing")
  #expect(tree.isExecutable(path), "\(path) has no run bit")
}

@Test func everyExceptionIsStillNeeded() throws {
  let sizes = try typeSizes()
  for exception in Exception.all {
    if exception.rule == .type {
      let size = sizes[exception.path] ?? (0, [])
      let isLarge = size.lines > Rules.longestType || size.files.count > Rules.mostFilesOfAType
      #expect(isLarge, "\(exception.path) needs no exception any more")
    } else {
      #expect(tree.exists(exception.path), "\(exception.path) is gone: \(exception.reason)")
    }
  }
}

@Test func functionsAreMeasuredToTheirClosingBrace() throws {
  let file = try SourceFile(path: "Tests/LayoutTests/LayoutTests.swift", in: tree.root)
  let function = try #require(file.functions.first { $0.name == "aProgramHasItsRunBit(path:" })
  #expect(function.length == 4)
}
