/// Which hook may start: of one object one at a time, of those that wait the latest event's, of all of
/// them at most `limit` at once, if there is one.
struct HookQueue {
  var limit: Int?
  private var running: Set<String> = []
  /// What waits, by object; never an empty list.
  private var waiting: [String: [Hook]] = [:]
  /// The objects of `waiting`, the first to come first.
  private var order: [String] = []

  init(limit: Int?) { self.limit = limit }

  var isEmpty: Bool { running.isEmpty && waiting.isEmpty }

  func isBusy(with object: String) -> Bool {
    running.contains(object) || waiting[object] != nil
  }

  /// Takes the hooks of one event, all of one object, and gives back those that they replace.
  mutating func add(_ hooks: [Hook]) -> [Hook] {
    guard let object = hooks.first?.object else { return [] }
    let replaced = waiting.updateValue(hooks, forKey: object)
    if replaced == nil { order.append(object) }
    return replaced ?? []
  }

  /// Whether `next` has one.
  var mayStart: Bool { firstThatMayStart != nil }

  private var firstThatMayStart: Int? {
    guard limit.map({ running.count < $0 }) ?? true else { return nil }
    return order.firstIndex { !running.contains($0) }
  }

  /// The next hook to start, which counts as running from now on.
  mutating func next() -> Hook? {
    guard let place = firstThatMayStart else { return nil }
    let object = order.remove(at: place)
    guard var hooks = waiting.removeValue(forKey: object), !hooks.isEmpty else { return nil }
    let hook = hooks.removeFirst()
    if !hooks.isEmpty {
      waiting[object] = hooks
      order.append(object)
    }
    running.insert(object)
    return hook
  }

  /// Forgets what waits of an object.
  mutating func remove(_ object: String) {
    guard waiting.removeValue(forKey: object) != nil else { return }
    order.removeAll { $0 == object }
  }

  mutating func ended(_ object: String) { running.remove(object) }

  /// Forgets what waits.
  mutating func removeWaiting() -> [Hook] {
    defer { (waiting, order) = ([:], []) }
    return order.flatMap { waiting[$0] ?? [] }
  }
}
