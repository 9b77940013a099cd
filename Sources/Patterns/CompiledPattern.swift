import CPCRE

/// The owner of PCRE2's code. PCRE2 never writes to code after it has compiled it, so several threads
/// may search with it at once (pcre2api(3), "Multithreading").
///
/// Time is bounded by callouts: PCRE2 calls back before each item of the pattern, and between two such
/// calls it passes over the text once at most. Its match limit alone bounds no time, because a step of
/// `[a-z]*+` counts once however far it goes. PCRE2's just-in-time compiler is left out: it needs
/// memory that is both written and executed, and its matches have other limits.
final class CompiledPattern: Sendable {
  /// An item of the pattern takes some bytes of code, and with its callout four times as many.
  private static let longestPattern = 64 << 10
  /// For what is to be tried again, in KiB: keepalived has PCRE2's own limit, 20,000.
  private static let heapLimit: UInt32 = 32 << 10
  /// How often it may go back at one place of the text: a last resort, if each item is called for.
  private static let matchLimit: UInt32 = 100_000_000
  private static let sparseMatchLimit: UInt32 = 2000
  /// A callout, at the beginning of an expression.
  private static let callout = Array("(?C)".utf8)
  /// PCRE2's number for "regular expression is too large".
  private static let tooLarge: CInt = 120

  // What PCRE2 compiled is only read until `deinit`.
  nonisolated(unsafe) private let code: OpaquePointer
  /// The code has one callout, which is met at each place where a match may begin.
  private let isSparse: Bool

  init(_ text: [UInt8], _ options: Pattern.Options) throws(Pattern.Refusal) {
    do throws(CompileError) {
      code = try Self.compile(text, options.rawValue | PCRE2_AUTO_CALLOUT)
      isSparse = false
    } catch {
      // With callouts code is longer, and may be too large for that reason alone. What begins with a
      // verb, such as `(*UTF)`, can have nothing before it.
      guard error.number == Self.tooLarge, !text.starts(with: Array("(*".utf8)) else {
        throw error.refusal(of: text, after: 0)
      }
      do throws(CompileError) {
        code = try Self.compile(Self.callout + text, options.rawValue & ~PCRE2_AUTO_CALLOUT)
        isSparse = true
      } catch {
        throw error.refusal(of: text, after: Self.callout.count)
      }
    }
  }

  deinit { pcre2_code_free_8(code) }

  private static func compile(
    _ text: [UInt8], _ options: UInt32
  ) throws(CompileError) -> OpaquePointer {
    guard let context = pcre2_compile_context_create_8(nil) else {
      throw CompileError(number: 0, offset: 0)
    }
    defer { pcre2_compile_context_free_8(context) }
    pcre2_set_max_pattern_length_8(context, longestPattern)
    var options = options | PCRE2_USE_OFFSET_LIMIT
    // A page that is not UTF-8 is searched all the same; what is broken in it matches nothing.
    if options & PCRE2_UTF != 0 { options |= PCRE2_MATCH_INVALID_UTF }
    var error: CInt = 0
    var offset = 0
    guard
      let code = pcre2_compile_8(text, text.count, options, &error, &offset, context)
    else {
      throw CompileError(number: error, offset: offset)
    }
    return code
  }

  func search(
    _ text: [UInt8], starts: ClosedRange<Int>, whileTrue mayGoOn: () -> Bool
  ) -> Pattern.Answer {
    guard starts.lowerBound <= text.count else { return .absent }
    guard let context = pcre2_match_context_create_8(nil) else { return .tooCostly }
    defer { pcre2_match_context_free_8(context) }
    guard let data = pcre2_match_data_create_8(1, nil) else { return .tooCostly }
    defer { pcre2_match_data_free_8(data) }
    let limit = isSparse ? Self.sparseMatchLimit : Self.matchLimit
    pcre2_set_match_limit_8(context, limit)
    pcre2_set_depth_limit_8(context, limit)
    pcre2_set_heap_limit_8(context, Self.heapLimit)
    if starts.upperBound < Int.max { pcre2_set_offset_limit_8(context, starts.upperBound) }
    return withoutActuallyEscaping(mayGoOn) { mayGoOn in
      var watch = Watch(mayGoOn: mayGoOn, interval: isSparse ? 1 : 64)
      let result = withUnsafeMutablePointer(to: &watch) { watch in
        pcre2_set_callout_8(context, called, watch)
        return pcre2_match_8(code, text, text.count, starts.lowerBound, 0, data, context)
      }
      return Pattern.Answer(result)
    }
  }
}

/// Why PCRE2 refuses an expression: its number for it, and the number of bytes before the place.
private struct CompileError: Error {
  let number: CInt
  let offset: Int

  /// `skipped`: so many bytes were before the expression.
  func refusal(of text: [UInt8], after skipped: Int) -> Pattern.Refusal {
    Pattern.Refusal(reason: words, offset: min(max(0, offset - skipped), text.count))
  }

  /// PCRE2's words: "missing closing parenthesis".
  private var words: String {
    var buffer = [UInt8](repeating: 0, count: 256)
    guard pcre2_get_error_message_8(number, &buffer, buffer.count) > 0, number != 0 else {
      return number == 0 ? "no memory" : "error \(number) of PCRE2"
    }
    return String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
  }
}

/// What a search asks whether it may go on, and after how many items of the pattern each time.
private struct Watch {
  let mayGoOn: () -> Bool
  let interval: Int
  var items = 0
}

private func called(
  _ block: UnsafeMutablePointer<pcre2_callout_block_8>?, _ watch: UnsafeMutableRawPointer?
) -> CInt {
  guard let watch = watch?.assumingMemoryBound(to: Watch.self) else { return 0 }
  watch.pointee.items &+= 1
  guard watch.pointee.items % watch.pointee.interval == 0 else { return 0 }
  return watch.pointee.mayGoOn() ? 0 : PCRE2_ERROR_CALLOUT
}

extension Pattern.Answer {
  fileprivate init(_ result: CInt) {
    self =
      switch result {
      case 0...: .found
      case PCRE2_ERROR_CALLOUT, PCRE2_ERROR_MATCHLIMIT, PCRE2_ERROR_DEPTHLIMIT,
        PCRE2_ERROR_HEAPLIMIT, PCRE2_ERROR_NOMEMORY, PCRE2_ERROR_RECURSELOOP:
        .tooCostly
      // No match; or a text in which this pattern cannot match: with `(*UTF)` one that is not UTF-8.
      default: .absent
      }
  }
}
