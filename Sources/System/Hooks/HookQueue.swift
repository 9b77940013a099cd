/// Which hook may start: of one object one at a time, of those that wait the latest, of all of them
/// at most `limit` at once.
struct HookQueue {
  private let limit: Int
  private var running: Set<String> = []
  private var waiting: [String: Hook] = [:]
  /// The objects of `waiting`, the first to come first.
  private var order: [String] = []

  init(limit: Int) { self.limit = limit }

  var isEmpty: Bool { running.isEmpty && waiting.isEmpty }

  /// Takes a hook, and gives back the one that it replaces.
  mutating func add(_ hook: Hook) -> Hook? {
    let replaced = waiting.updateValue(hook, forKey: hook.object)
    if replaced == nil { order.append(hook.object) }
    return replaced
  }

  /// The next hook to start, which counts as running from now on.
  mutating func next() -> Hook? {
    guard running.count < limit,
      let place = order.firstIndex(where: { !running.contains($0) })
    else { return nil }
    let object = order.remove(at: place)
    running.insert(object)
    return waiting.removeValue(forKey: object)
  }

  mutating func ended(_ object: String) { running.remove(object) }

  /// Forgets what waits.
  mutating func removeWaiting() -> [Hook] {
    defer { (waiting, order) = ([:], []) }
    return order.compactMap { waiting[$0] }
  }
}
