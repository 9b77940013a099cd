import Configuration
import Network
import System
import VRRP

/// Reads the numbers in tracked files, whenever something happens to one.
final class TrackedFiles {
  private struct Entry {
    var path: String
    var value: Int?
  }

  /// What inotify does not see is looked at so often: a link's target, a network's file system.
  private static let interval = Duration.seconds(5)
  /// Where a directory does not exist yet.
  private static let patience = Duration.seconds(1)

  private let watch: FileWatch
  private var entries: [String: Entry] = [:]
  private var nextLook: Instant?

  init() throws(SystemError) { watch = try FileWatch() }

  /// Readable while something has happened to a file.
  var descriptor: Int32 { watch.descriptor }

  var deadline: Instant? { nextLook }

  /// Looks after these from now on; all of them are told of.
  func follow(
    _ definitions: [FileDefinition], isStart: Bool, at now: Instant
  ) -> [Trackers.News] {
    let complaints = isStart ? definitions.compactMap(initialise) : []
    entries = Dictionary(
      definitions.map { ($0.name, Entry(path: $0.path)) }, uniquingKeysWith: { $1 })
    // Watched before they are read: nothing falls between.
    watch.follow(Set(definitions.map(\.path)))
    return complaints + look(at: now)
  }

  func advance(isTold: Bool, at now: Instant) -> [Trackers.News] {
    if let nextLook, nextLook <= now {
      watch.retry()
      return look(at: now)
    }
    guard isTold else { return [] }
    let changed = watch.takeChanged()
    let names = entries.filter { changed.contains($0.value.path) }.keys.sorted()
    return names.compactMap(read)
  }

  private func look(at now: Instant) -> [Trackers.News] {
    let patience = watch.hasUnwatched ? Self.patience : Self.interval
    nextLook = entries.isEmpty ? nil : now + patience
    return entries.keys.sorted().compactMap(read)
  }

  /// nil if it says what it said before.
  private func read(_ name: String) -> Trackers.News? {
    guard let entry = entries[name] else { return nil }
    let bytes = beginning(of: entry.path)
    let value = bytes.map(trackedNumber) ?? 0
    guard value != entry.value else { return nil }
    entries[name]?.value = value
    let unread = bytes == nil ? " (it cannot be read)" : ""
    let words = "track_file \(name): \(entry.path) is \(value)\(unread)"
    return .status(.file(name), .value(value), words: words)
  }

  private func initialise(_ file: FileDefinition) -> Trackers.News? {
    guard let initial = file.initial else { return nil }
    do throws(SystemError) {
      try makeFile(file.path, Array("\(initial)\n".utf8), overwrites: file.overwrites)
      return nil
    } catch {
      return .said(isWarning: true, "track_file \(file.name): init_file: \(error)")
    }
  }
}
