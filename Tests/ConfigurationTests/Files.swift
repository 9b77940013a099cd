import Configuration
import Foundation

/// The files that tests read, found from where this one stands.
enum Files {
  static let tests = URL(filePath: #filePath).deletingLastPathComponent()
  static let repository = tests.deletingLastPathComponent().deletingLastPathComponent()
  static let corpus = repository.deletingLastPathComponent().appending(path: "shared/corpus")

  static func bytes(_ url: URL) -> [UInt8]? { (try? Data(contentsOf: url)).map { Array($0) } }

  static func text(_ url: URL) -> String? { bytes(url).map { String(decoding: $0, as: UTF8.self) } }

  /// The names in a directory that end so, sorted; none if there is no directory.
  static func names(in directory: URL, ending suffix: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
    return names.filter { $0.hasSuffix(suffix) }.sorted()
  }
}

/// Reads a text as a file called `t.conf`.
func loaded(_ text: String, context: Context = Context()) -> Loaded {
  load(text: Array(text.utf8), name: "t.conf", context: context)
}
