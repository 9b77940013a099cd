internal import HeapModule

/// When each of many things is to be woken. An entry is made whenever one's moment changes and is
/// never taken back: one that no longer says what its thing says is passed over when it comes up.
package struct Schedule: Sendable {
  package struct Entry: Comparable, Sendable {
    package var instant: Instant
    package var place: Int

    package init(instant: Instant, place: Int) {
      self.instant = instant
      self.place = place
    }

    package static func < (left: Entry, right: Entry) -> Bool {
      left.instant == right.instant ? left.place < right.place : left.instant < right.instant
    }
  }

  private var heap = Heap<Entry>()

  package init() {}

  package init(_ entries: [Entry]) { heap = Heap(entries) }

  /// The earliest entry, valid or not.
  package var first: Entry? { heap.min }

  package mutating func insert(_ place: Int, at instant: Instant) {
    heap.insert(Entry(instant: instant, place: place))
  }

  package mutating func removeFirst() { _ = heap.popMin() }

  /// The earliest entry goes, and another one comes. There must be one.
  package mutating func replaceFirst(by place: Int, at instant: Instant) {
    heap.replaceMin(with: Entry(instant: instant, place: place))
  }
}
