import HeapModule
import Network

/// When each check is to be woken. An entry is made whenever a check's `due` changes and is never
/// taken back: one that no longer says what the check says is passed over when it comes up.
struct Schedule: Sendable {
  struct Entry: Comparable, Sendable {
    var instant: Instant
    var place: Int

    static func < (left: Entry, right: Entry) -> Bool {
      left.instant == right.instant ? left.place < right.place : left.instant < right.instant
    }
  }

  private var heap = Heap<Entry>()

  init() {}

  init(_ entries: [Entry]) { heap = Heap(entries) }

  /// The earliest entry, valid or not.
  var first: Entry? { heap.min }

  mutating func insert(_ place: Int, at instant: Instant) {
    heap.insert(Entry(instant: instant, place: place))
  }

  mutating func removeFirst() { _ = heap.popMin() }

  /// The earliest entry goes, and another one comes. There must be one.
  mutating func replaceFirst(by place: Int, at instant: Instant) {
    heap.replaceMin(with: Entry(instant: instant, place: place))
  }
}
