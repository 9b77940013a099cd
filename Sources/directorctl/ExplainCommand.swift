import ArgumentParser
import Configuration

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains a keyword, a block or a diagnostic's code.",
    discussion: """
      Without a keyword it lists the blocks, or with --block the keywords of a block.

      Exit status: 0; 1 if there is no such keyword: the nearest are named then.

      Examples:
        directorctl explain quorum
        directorctl explain --block real_server
        directorctl explain unknown-word
      """)

  @Argument(help: "A keyword, a block or a diagnostic's code.")
  var word: String?

  @Option(help: "The block whose word is meant; 'top' is outside any block.")
  var block: String?

  @Flag(help: .hidden) var manual = false

  func run() throws {
    if manual {
      Terminal.write(Array(manualPage.utf8))
      return
    }
    let block = try named(block)
    guard let word else {
      print(block?.overview ?? listOfBlocks)
      return
    }
    switch LookUp(word, block: block) {
    case .found(let entries):
      print(entries.map { $0.block.explanation(of: $0.keyword) }.joined(separator: "\n\n"))
    case .block(let block): print(block.overview)
    case .code(let code): print("\(code.rawValue)    (a diagnostic)\n  \(code.meaning)")
    case .unknown(let near):
      let place = block.map { " in \($0.title)" } ?? ""
      throw refusal("there is no keyword '\(word)'\(place)" + suggestion(near))
    }
  }

  private func named(_ name: String?) throws -> Vocabulary? {
    guard let name else { return nil }
    if let block = Vocabulary.named(name) { return block }
    let near = nearBlocks(to: name).joined(separator: ", ")
    throw refusal(
      "there is no block '\(name)'; "
        + (near.isEmpty ? "'directorctl explain' lists them" : "nearest: \(near)"))
  }

  private func suggestion(_ near: [String]) -> String {
    near.isEmpty ? "" : "; nearest: " + near.joined(separator: ", ")
  }

  private var listOfBlocks: String {
    let width = (Vocabulary.all.map(\.name.count).max() ?? 0) + 2
    return Vocabulary.all.map { block in
      block.name + String(repeating: " ", count: width - block.name.count) + block.summary
    }.joined(separator: "\n")
  }
}
