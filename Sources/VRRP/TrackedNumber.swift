/// The number in a tracked file, as `strtol` reads one of any base: blanks, a sign, then decimal
/// digits, hexadecimal ones after `0x` or octal ones after `0`. What follows them does not count;
/// without a digit it is 0. Kept within ±2,147,483,647.
package func trackedNumber(_ bytes: some Sequence<UInt8>) -> Int {
  var rest = Array(bytes)[...]
  rest = rest.drop { $0 == UInt8(ascii: " ") || (9...13).contains($0) }
  let sign = rest.first
  if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
  let (digits, base) = digits(rest)
  var value = 0
  for digit in digits {
    value = min(value * base + digit, 2_147_483_647)
  }
  return sign == UInt8(ascii: "-") ? -value : value
}

private func digits(_ text: ArraySlice<UInt8>) -> (digits: [Int], base: Int) {
  let isZero = text.first == UInt8(ascii: "0")
  // `0x` without a digit after it is a zero.
  if isZero, let mark = text.dropFirst().first, mark | 0x20 == UInt8(ascii: "x") {
    let found = digits(text.dropFirst(2), base: 16)
    if !found.isEmpty { return (found, 16) }
  }
  let base = isZero ? 8 : 10
  return (digits(text, base: base), base)
}

private func digits(_ text: ArraySlice<UInt8>, base: Int) -> [Int] {
  var found: [Int] = []
  for byte in text {
    guard let digit = Character(UnicodeScalar(byte)).hexDigitValue, digit < base else { break }
    found.append(digit)
  }
  return found
}
