import Configuration
import Glibc
import Network

/// The typed model: what is read, printed and read again must be the same.
///
/// An input that begins with a byte above 127 is a configuration as it stands; another one chooses
/// words of the keyword table, so that what is read is nearly right and reaches the model.
let modelTarget = FuzzTarget(name: "model", samples: modelSamples) { input in
  let isFile = (input.first ?? 0) > 127
  let text = isFile ? Array(input.dropFirst()) : mended(written(by: input))
  guard let configuration = loaded(text).configuration else { return }
  let printed = configuration.printed
  let result = loaded(Array(printed.utf8))
  guard let again = result.configuration else {
    let errors = result.diagnostics.filter { $0.severity == .error }.map { $0.rendered() }
    fail("it is refused in its normal form", text, printed + errors.joined(separator: "\n"))
  }
  guard again.unplaced == configuration.unplaced else {
    fail(
      "it is another one in its normal form", text, printed + "\n--- read again:\n" + again.printed)
  }
  guard differences(from: configuration, to: again).isEmpty else {
    fail("it differs from itself", text, printed)
  }
}

private func loaded(_ text: [UInt8]) -> Loaded {
  var context = Context(identifier: "lb1", environment: ["HOME": "/root"])
  context.limits.expansion = 1 << 16
  context.limits.sequence = 1_000
  context.limits.services = 4_096
  return load(text: text, name: "main.conf", context: context)
}

/// Without the lines, or blocks, that have an error: what is left reaches the model.
private func mended(_ text: String) -> [UInt8] {
  var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  for _ in 0..<12 {
    let bytes = Array(lines.joined(separator: "\n").utf8)
    let errors = loaded(bytes).diagnostics.filter { $0.severity == .error }
    guard !errors.isEmpty else { return bytes }
    for line in Set(errors.map(\.position.line)).sorted(by: >) where line <= lines.count {
      remove(line - 1, from: &lines)
    }
  }
  return Array(lines.joined(separator: "\n").utf8)
}

/// A line that opens a block goes with all of it.
private func remove(_ index: Int, from lines: inout [String]) {
  var end = index
  var depth = 0
  repeat {
    if lines[end].hasSuffix("{") { depth += 1 }
    if lines[end] == "}" { depth -= 1 }
    end += 1
  } while depth > 0 && end < lines.count
  lines.removeSubrange(index..<end)
}

private func fail(_ reason: String, _ text: [UInt8], _ printed: String) -> Never {
  print("\(reason):\n\(String(decoding: text, as: UTF8.self))\n--- printed:\n\(printed)")
  fflush(nil)
  abort()
}

/// A few of each kind of block, and files as they stand.
private let modelSamples: [[UInt8]] =
  (0..<24).map { seed in
    var random = Randomness(seed: UInt64(seed))
    return (0..<400).map { _ in UInt8.random(in: 0...127, using: &random) }
  }
