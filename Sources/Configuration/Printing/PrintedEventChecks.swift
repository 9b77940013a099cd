import Health

extension ProgramProbe {
  var statements: [Statement] {
    var block = [Statement("misc_path", command(of: arguments))]
    block.add("misc_dynamic", where: isDynamic)
    if let user { block.append(Statement("user", all: user.words)) }
    return block
  }
}

extension TrackedProbe {
  var statements: [Statement] {
    switch source {
    case .session(let name): [Statement("name", word(name))]
    case .file(let name):
      [
        Statement("track_file", word(name)),
        Statement("weight", all: ["\(weight)"] + (isReversed ? ["reverse"] : [])),
      ]
    }
  }
}
