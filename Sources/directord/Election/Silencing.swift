import Network
import Routing
import System

/// Keeps the packet filter that drops what is sent to addresses which are held and not accepted.
final class Silencing {
  /// What a kernel without nf_tables is asked again, which may get the module later.
  private static let longPatience = Duration.seconds(30)
  private static let patience = Duration.seconds(1)

  private let kernel: KernelFilter?
  /// What stands; nil: not known.
  private var standing: PacketFilter?
  private var isFollowed = false
  private var complaint: String?
  private(set) var restorations = 0
  /// When a turn is due though nothing has changed.
  private(set) var deadline: Instant?

  init() {
    // Why there is none is said when it is asked for.
    kernel = try? KernelFilter()
  }

  /// Readable while the filter may have been changed; nil if there is none.
  var descriptor: Int32? { kernel?.descriptor }

  /// What the kernel refuses now, in words.
  var refusals: [String] { complaint.map { [$0] } ?? [] }

  /// Takes note of what others did.
  func observe() -> [ElectionNews] {
    guard let kernel, kernel.hasLost(), standing?.isEmpty == false else { return [] }
    standing = nil
    restorations += 1
    let words = "the table inet \(PacketFilter.table) of the packet filter"
    return [.said(.warning, "somebody else removed \(words); it is put back", on: words)]
  }

  func makeTrue(_ wanted: PacketFilter, at now: Instant) -> [ElectionNews] {
    guard wanted != standing, deadline.map({ $0 <= now }) ?? true else { return [] }
    deadline = nil
    do throws(SystemError) {
      try replace(with: wanted)
    } catch {
      return complain(error, wanted, at: now)
    }
    standing = wanted
    complaint = nil
    return []
  }

  private func replace(with wanted: PacketFilter) throws(SystemError) {
    guard let kernel else { throw SystemError("nf_tables", 93) }
    // Nothing is touched if nothing is wanted, unless an earlier run has left something.
    if wanted.isEmpty, standing == nil, try !kernel.stands() { return }
    if !wanted.isEmpty, !isFollowed {
      try kernel.follow()
      isFollowed = true
    }
    try kernel.replace(with: wanted)
    // Our own doing is told as well, before the kernel answers.
    _ = kernel.hasLost()
  }

  private func complain(
    _ error: SystemError, _ wanted: PacketFilter, at now: Instant
  ) -> [ElectionNews] {
    // EPROTONOSUPPORT, EOPNOTSUPP
    let isMissing = error.number == 93 || error.number == 95
    guard !wanted.isEmpty else {
      standing = wanted
      return isMissing
        ? [] : [.said(.warning, "\(error): a packet filter that an earlier run left may stand")]
    }
    deadline = now + (isMissing ? Self.longPatience : Self.patience)
    let reason = isMissing ? "the kernel has no nf_tables" : "\(error)"
    let text =
      "\(reason): what is sent to \(wanted.words) is accepted, though no_accept or strict mode asks "
      + "for the contrary"
    guard complaint != text else { return [] }
    complaint = text
    return [.said(.error, text)]
  }
}

extension PacketFilter {
  /// `192.0.2.1 and 3 more`
  fileprivate var words: String {
    let all = (addresses.map { "\($0)" } + linkLocal.map { "\($0.address)" }).sorted()
    return (all.first ?? "nothing") + (all.count > 1 ? " and \(all.count - 1) more" : "")
  }
}
