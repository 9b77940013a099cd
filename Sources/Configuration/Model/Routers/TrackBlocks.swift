import VRRP

/// The lists of what an instance or a group tracks.
extension Interpretation {
  /// `track_interface`, `track_script`, `track_process`, `track_file`, `track_bfd`; false if it is none.
  mutating func readTracks(_ node: Node, into tracks: inout [Stated<Track>]) -> Bool {
    let object: (String) -> TrackedObject
    switch node.keyword {
    case "track_interface": object = { .interface($0) }
    case "track_script": object = { .script($0) }
    case "track_process": object = { .process($0) }
    case "track_file": object = { .file($0) }
    case "track_canary": object = { .canary($0) }
    case "track_bfd": object = { .session($0) }
    default: return false
    }
    for child in children(of: node) {
      guard let word = child.words.first else { continue }
      guard let track = track(object(word.text), child) else { continue }
      if tracks.contains(where: { $0.value.object == track.object }) {
        report.warning(
          code: .definedTwice, "\(track.object) is tracked twice; the second is ignored", at: word)
      } else {
        tracks.append(Stated(track, at: word))
      }
    }
    return true
  }

  /// `NAME [weight N [reverse|noreverse]]`
  private mutating func track(_ object: TrackedObject, _ node: Node) -> Track? {
    guard let word = node.words.first, let weight = weight(of: object, word) else { return nil }
    var track = Track(object, weight: weight.weight, isReversed: weight.isReversed)
    guard node.words.count > 1 else { return track }
    guard node.words[1].text == "weight" else {
      report.error(
        code: .surplusArgument, "'\(node.words[1].text)' does not belong to \(object)",
        at: node.words[1],
        hint: "expected 'weight NUMBER', or an end of the line")
      return nil
    }
    guard let given = readWeight(node, 2) else { return nil }
    track = Track(object, weight: given.weight, isReversed: given.isReversed)
    return track
  }

  /// What the object says itself; nil if there is no such object.
  private mutating func weight(of object: TrackedObject, _ word: Word) -> TrackWeight? {
    if case .interface = object {
      return interface(word) == nil ? nil : TrackWeight()
    }
    if let weight = trackWeights[object] { return weight }
    report.warning(
      code: .undefinedName, "no \(object) is defined: it is not tracked", at: word,
      hint: nearestName(to: object, word))
    return nil
  }

  /// What to do about an object that is not defined.
  func nearestName(to object: TrackedObject, _ word: Word) -> String {
    let names = trackWeights.keys.filter { $0.kind == object.kind }.map(\.name).sorted()
    let hint = nearest(to: word.text, among: names).map { "did you mean '\($0)'?" }
    return hint ?? "expected the name of a \(object.block) block"
  }

  /// `NUMBER [reverse|noreverse]` from `index` on.
  mutating func readWeight(
    _ node: Node, _ index: Int = 1, in range: ClosedRange<Int> = -254...254
  ) -> TrackWeight? {
    guard let word = argument(node, index, expecting: "a weight", atMost: node.words.count),
      let weight = integer(word, in: range, of: "a weight")
    else { return nil }
    guard index + 1 < node.words.count else { return TrackWeight(weight: weight) }
    let turns: [(String, Bool)] = [("reverse", true), ("noreverse", false)]
    let turn = node.words[index + 1]
    guard let isReversed = choice(turn, of: turns, what: "a weight's direction") else {
      return nil
    }
    return TrackWeight(weight: weight, isReversed: isReversed)
  }
}

extension TrackedObject {
  var name: String {
    switch self {
    case .interface(let name), .script(let name), .process(let name), .file(let name),
      .canary(let name), .session(let name):
      name
    }
  }

  var kind: Int {
    switch self {
    case .interface: 0
    case .script: 1
    case .process: 2
    case .file: 3
    case .canary: 4
    case .session: 5
    }
  }

  /// The block that defines such an object.
  fileprivate var block: String {
    switch self {
    case .interface: "interface"
    case .script: "vrrp_script"
    case .process: "vrrp_track_process"
    case .file: "track_file"
    case .canary: "canary"
    case .session: "bfd_instance"
    }
  }
}
