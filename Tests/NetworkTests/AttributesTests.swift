import Network
import Testing

struct AttributesTests {
  @Test func attributesReadAsTheyWereWritten() {
    var bytes: [UInt8] = []
    bytes.append(attribute: 1, UInt8(7))
    bytes.append(attribute: 2, network: UInt16(80))
    bytes.append(attribute: 3, UInt64.max - 1)
    bytes.append(attribute: 4, text: "wrr")
    bytes.append(nested: 5) { $0.append(attribute: 6, UInt32(9)) }
    #expect(bytes.count % 4 == 0)
    #expect(bytes[8..<14] == [6, 0, 2, 0, 0, 80])
    let read = Array(AttributeReader(bytes[...]))
    #expect(read.map(\.type) == [1, 2, 3, 4, 5])
    #expect(read[0].integer(UInt8.self) == 7)
    #expect(read[0].integer(UInt16.self) == nil)
    #expect(read[1].network(UInt16.self) == 80)
    #expect(read[2].integer(UInt64.self) == UInt64.max - 1)
    #expect(read[3].text == "wrr")
    #expect(read[4].nested.first { $0.type == 6 }?.integer(UInt32.self) == 9)
  }

  @Test(
    arguments: [
      [1], [4, 0, 1], [3, 0, 1, 0], [9, 0, 1, 0, 1, 2, 3, 4], [0, 0, 0, 0], [5, 0, 1, 0],
    ] as [[UInt8]]) func whatIsCutOrTooLongIsMalformed(bytes: [UInt8])
  {
    var reader = AttributeReader(bytes[...])
    #expect(reader.next().map(\.type) == nil)
    #expect(reader.isMalformed)
  }

  @Test func theLastAttributeNeedsNoPadding() {
    var reader = AttributeReader([5, 0, 1, 0, 42])
    #expect(reader.next()?.integer(UInt8.self) == 42)
    #expect(reader.next().map(\.type) == nil)
    #expect(!reader.isMalformed)
  }

  @Test func messagesReadAsTheyWereWritten() {
    var bytes: [UInt8] = []
    bytes.append(message: 28, flags: [.request, .dump], sequence: 5) { $0 += [1, 2, 3, 4] }
    bytes.append(message: 2, flags: [], sequence: 6) { $0.appendHost(Int32(-17)) }
    let read = Array(NetlinkReader(bytes[...]))
    #expect(read.map(\.type) == [28, 2])
    #expect(read.map(\.sequence) == [5, 6])
    #expect(read[0].flags == [.request, .dump])
    #expect(read[0].payload == [1, 2, 3, 4])
    #expect(read[1].answer?.number == 17)
  }

  @Test func anAnswerHasTheKernelsWords() {
    var bytes: [UInt8] = []
    bytes.append(message: 2, flags: [.capped, .explained], sequence: 1) {
      $0.appendHost(Int32(-22))
      $0.append(message: 28, flags: .request, sequence: 1) { _ in }
      $0.overwrite(UInt32(500), at: 20)
      $0.append(attribute: 1, text: "Attribute failed policy validation")
    }
    let answer = NetlinkReader(bytes[...]).first { _ in true }?.answer
    #expect(answer?.number == 22)
    #expect(answer?.text == "Attribute failed policy validation")
  }

  @Test func aMessageLongerThanWhatCameIsNone() {
    var bytes: [UInt8] = []
    bytes.append(message: 28, flags: [], sequence: 1) { $0 += [1, 2, 3, 4] }
    #expect(Array(NetlinkReader(bytes.dropLast())).isEmpty)
    bytes.overwrite(UInt32(3), at: 0)
    #expect(Array(NetlinkReader(bytes[...])).isEmpty)
    bytes.overwrite(UInt32.max, at: 0)
    #expect(Array(NetlinkReader(bytes[...])).isEmpty)
  }
}
