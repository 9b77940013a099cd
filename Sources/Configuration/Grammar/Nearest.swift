/// The known word that `word` is likely meant to be; nil if none is near. What is near grows with
/// the word's length: one change to four or five letters, two to six, three from twelve on.
package func nearest(to word: String, among known: some Sequence<String>) -> String? {
  let letters = Array(word.utf8.prefix(64))
  guard letters.count >= 2 else { return nil }
  let reach = letters.count < 6 ? 1 : letters.count < 12 ? 2 : 3
  let wanted = letterSet(letters)
  var best: (word: String, distance: Int)?
  for candidate in known {
    guard abs(candidate.utf8.count - letters.count) <= reach,
      (letterSet(candidate.utf8) ^ wanted).nonzeroBitCount <= 2 * reach
    else { continue }
    let distance = editDistance(letters, Array(candidate.utf8))
    guard distance <= reach else { continue }
    if let best, (best.distance, best.word) <= (distance, candidate) { continue }
    best = (candidate, distance)
  }
  return best?.word
}

/// Every word that `word` may be meant to be, the nearest first; a word that begins so is near too.
func nearWords(to word: String, among known: some Sequence<String>) -> [String] {
  let letters = Array(word.utf8.prefix(64))
  guard letters.count >= 2 else { return [] }
  let reach = letters.count < 6 ? 1 : letters.count < 12 ? 2 : 3
  var found: [(distance: Int, word: String)] = []
  for candidate in known {
    let distance = editDistance(letters, Array(candidate.utf8.prefix(64)))
    if distance <= reach {
      found.append((distance, candidate))
    } else if candidate.hasPrefix(word) || candidate.hasSuffix("_" + word) {
      found.append((reach + 1, candidate))
    }
  }
  return found.sorted { ($0.distance, $0.word) < ($1.distance, $1.word) }.map(\.word)
}

/// Which letters a word has, other bytes folded among them. A change of one letter changes at most two
/// of them, so that most words are not compared at all.
private func letterSet(_ word: some Sequence<UInt8>) -> UInt32 {
  word.reduce(0) { $0 | 1 << UInt32($1 & 0x1f) }
}

/// How many letters are put in, left out, changed or swapped with their neighbour (optimal string
/// alignment); letters of other case are the same letter at no cost but the first difference.
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  let a = left.map(lowered)
  let b = right.map(lowered)
  if a == b { return left == right ? 0 : 1 }
  var before: [Int] = []
  var previous = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    row.reserveCapacity(b.count + 1)
    for j in b.indices {
      var cost = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
      row.append(cost)
    }
    before = previous
    previous = row
  }
  return previous[b.count]
}

private func lowered(_ byte: UInt8) -> UInt8 {
  (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}
