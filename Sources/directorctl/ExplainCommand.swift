import ArgumentParser
import Configuration

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Tells what a word of the configuration means.",
    discussion: """
      Without a word it lists the blocks, or the words of a block. A diagnostic's code is explained \
      too. Ends with 1 where nobody knows the word, and names the nearest.
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
      throw refusal("nobody knows '\(word)'\(place)" + suggestion(near))
    }
  }

  private func named(_ name: String?) throws -> Vocabulary? {
    guard let name else { return nil }
    if let block = Vocabulary.named(name) { return block }
    throw refusal("there is no block '\(name)'; 'directorctl explain' lists them")
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
