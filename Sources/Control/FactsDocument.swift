package import Doctor
import FoundationEssentials

/// The doctor's documents and reports as JSON.
package enum FactsDocument {
  /// A document that is longer is refused: 16 MiB hold one of 10,000 connections and 60,000 rules.
  package static let longest = 16 << 20
  /// No document nests deeper.
  private static let deepestNesting = 16

  /// Why a text is no document.
  package enum Failure: Error, Hashable, CustomStringConvertible {
    case tooLong
    case tooDeep
    case notJSON(String)
    /// The key's path, and what is wrong with its value.
    case value(key: String, reason: String)
    case laterVersion(Int)

    package var description: String {
      switch self {
      case .tooLong: "it is longer than \(longest >> 20) MiB"
      case .tooDeep: "it is nested too deeply"
      case .notJSON(let reason): "it is not JSON: \(reason)"
      case .value(let key, let reason): "\(key): \(reason)"
      case .laterVersion(let version):
        "it has version \(version), and this program knows versions up to \(Facts.currentVersion)"
      }
    }
  }

  /// A document from its text.
  package static func facts(_ text: [UInt8]) throws(Failure) -> Facts {
    guard text.count <= longest else { throw .tooLong }
    guard nesting(of: text) <= deepestNesting else { throw .tooDeep }
    let facts: Facts
    do {
      facts = try JSONDecoder().decode(Facts.self, from: Data(text))
    } catch let error as DecodingError {
      throw failure(error)
    } catch {
      throw .notJSON("it cannot be read")
    }
    guard facts.version <= Facts.currentVersion else { throw .laterVersion(facts.version) }
    return facts
  }

  /// The document's text, its keys in order, one level a line.
  package static func text(_ facts: Facts) -> [UInt8] { pretty(facts) }

  /// A report's text: `directorctl doctor --json`.
  package static func text(_ report: Report, readiness: KernelReadiness? = nil) -> [UInt8] {
    pretty(ReportMessage(version: Facts.currentVersion, report: report, kernel: readiness))
  }

  private struct ReportMessage: Encodable {
    var version: Int
    var report: Report
    var kernel: KernelReadiness?
  }

  private static func pretty(_ value: some Encodable) -> [UInt8] {
    encoded(value, formatting: [.prettyPrinted])
  }

  private static func failure(_ error: DecodingError) -> Failure {
    switch error {
    case .keyNotFound(let key, let context):
      .value(key: path(context.codingPath + [key]), reason: "it is missing")
    case .typeMismatch(let type, let context):
      .value(key: path(context.codingPath), reason: "it is not of the type \(type)")
    case .valueNotFound(_, let context):
      .value(key: path(context.codingPath), reason: "it is null")
    case .dataCorrupted(let context):
      context.codingPath.isEmpty
        ? .notJSON(String(context.debugDescription.prefix(200)))
        : .value(
          key: path(context.codingPath), reason: String(context.debugDescription.prefix(200)))
    @unknown default: .notJSON("it cannot be read")
    }
  }

  /// `links[2].mtu`
  private static func path(_ keys: [any CodingKey]) -> String {
    var path = ""
    for key in keys {
      if let place = key.intValue {
        path += "[\(place)]"
      } else {
        path += (path.isEmpty ? "" : ".") + key.stringValue.prefix(60)
      }
    }
    return path
  }
}

extension FactsDocument {
  /// The objects that follow one another in a text, or stand in one array, each as its bytes. A text that
  /// is neither is one piece, whose reading says why.
  package static func pieces(of text: [UInt8]) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var start: Int?
    var depth = 0
    var (isQuoted, isEscaped) = (false, false)
    for (place, byte) in text.enumerated() {
      switch byte {
      case _ where isEscaped: isEscaped = false
      case UInt8(ascii: "\\") where isQuoted: isEscaped = true
      case UInt8(ascii: "\"") where start != nil: isQuoted.toggle()
      case _ where isQuoted: break
      case UInt8(ascii: "{"):
        if depth == 0 { start = place }
        depth += 1
      case UInt8(ascii: "}") where depth > 0:
        depth -= 1
        if depth == 0, let first = start {
          pieces.append(Array(text[first...place]))
          start = nil
        }
      case _: break
      }
    }
    if let start { pieces.append(Array(text[start...])) }
    let isBlank = text.allSatisfy { $0 <= UInt8(ascii: " ") }
    return pieces.isEmpty && !isBlank ? [text] : pieces
  }
}
