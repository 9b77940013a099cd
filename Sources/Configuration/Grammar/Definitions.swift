/// `$NAME=value` and what the file may ask of its surroundings, `${_NAME}`.
struct Definitions {
  /// A value's lines: one, or more for a definition continued with `\`. None is an empty value.
  private var values: [String: [[UInt8]]] = [:]
  /// What was used and not defined yet.
  private var missed: Set<String> = []
  /// What the file defines, and whether all its definitions are alike.
  private var defined: [String: (value: [[UInt8]], isOne: Bool)] = [:]
  /// What is used above its definition, if the file is read a second time.
  private let below: [String: [[UInt8]]]
  private var random: UInt64
  private let context: Context

  init(context: Context, below: [String: [[UInt8]]] = [:]) {
    self.context = context
    self.below = below
    random = context.seed
  }

  /// `$NAME=value`
  mutating func define(_ name: String, as value: [[UInt8]]) {
    values[name] = value
    defined[name] = (value, defined[name].map { $0.isOne && $0.value == value } ?? true)
  }

  /// What was used before the file has defined it, with one value.
  var usedAbove: [String: [[UInt8]]] {
    defined.filter { missed.contains($0.key) && $0.value.isOne }.mapValues(\.value)
  }

  func isDefinedBelow(_ name: String) -> Bool { values[name] == nil && below[name] != nil }

  subscript(name: String) -> [[UInt8]]? {
    get { values[name] }
    set { values[name] = newValue }
  }

  /// The value of a reference's inside, `NAME` or `_ENV HOME`; nil if there is none. A file's own
  /// definition goes before a standard one.
  mutating func value(of reference: String, directory: String) -> [[UInt8]]? {
    if let value = values[reference] { return value }
    let parts = reference.split(separator: " ", omittingEmptySubsequences: true)
    switch parts.first {
    case "_PWD" where parts.count == 1: return [Array(absolute(directory).utf8)]
    case "_INSTANCE" where parts.count == 1: return [Array(context.instance.utf8)]
    case "_HASH" where parts.count == 1: return [[.hash]]
    case "_BANG" where parts.count == 1: return [[.bang]]
    case "_ENV" where parts.count == 2:
      return [Array((context.environment[String(parts[1])] ?? "").utf8)]
    case "_RANDOM" where parts.count <= 3: return randomValue(parts.dropFirst())
    default: break
    }
    missed.insert(reference)
    return below[reference]
  }

  private func absolute(_ directory: String) -> String {
    guard !directory.hasPrefix("/"), !context.directory.isEmpty else { return directory }
    return directory == "." ? context.directory : context.directory + "/" + directory
  }

  /// `${_RANDOM [min [max]]}`: 0…32767 unless said.
  private mutating func randomValue(_ bounds: ArraySlice<Substring>) -> [[UInt8]]? {
    let numbers = bounds.map { UInt32($0) }
    let low = numbers.first ?? 0
    let high = numbers.count > 1 ? numbers[1] : 32767
    guard let low, let high, low <= high else { return nil }
    random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let span = UInt64(high - low) + 1
    return [Array(String(UInt64(low) + (random >> 33) % span).utf8)]
  }
}

/// A reference found in a line.
struct Reference {
  /// `NAME` or `_ENV HOME`.
  var name: String
  /// From `$` to past its end.
  var range: Range<Int>
  var isBraced: Bool
}

/// The reference that begins at a `$`: `${NAME}`, or `$NAME` if a blank, `,`, `)` or the end
/// follows.
func reference(in bytes: ArraySlice<UInt8>, at dollar: Int) -> Reference? {
  var index = dollar + 1
  guard index < bytes.endIndex else { return nil }
  let isBraced = bytes[index] == .open
  if isBraced { index += 1 }
  let start = index
  while index < bytes.endIndex, isNameByte(bytes[index], first: index == start) { index += 1 }
  guard index > start else { return nil }
  if isBraced {
    if bytes[start] == UInt8(ascii: "_") {
      let bound = min(bytes.endIndex, start + 1_024)
      while index < bound, bytes[index] != .close { index += 1 }
    }
    guard index < bytes.endIndex, bytes[index] == .close else { return nil }
    let name = String(decoding: bytes[start..<index], as: UTF8.self)
    return Reference(name: name, range: dollar..<(index + 1), isBraced: true)
  }
  if index < bytes.endIndex {
    let next = bytes[index]
    guard isBlank(next) || next == UInt8(ascii: ",") || next == UInt8(ascii: ")") else {
      return nil
    }
  }
  let name = String(decoding: bytes[start..<index], as: UTF8.self)
  return Reference(name: name, range: dollar..<index, isBraced: false)
}

/// `$NAME=value` at a place of a line; nil if something else stands there.
func definition(in line: LogicalLine, at dollar: Int) -> (name: String, valueStart: Int)? {
  var index = dollar + 1
  let start = index
  while index < line.bytes.endIndex, isNameByte(line.bytes[index], first: index == start) {
    index += 1
  }
  guard index > start, index < line.bytes.endIndex, line.bytes[index] == UInt8(ascii: "=") else {
    return nil
  }
  let name = String(decoding: line.bytes[start..<index], as: UTF8.self)
  index += 1
  while index < line.bytes.endIndex, isBlank(line.bytes[index]) { index += 1 }
  return (name, index)
}
