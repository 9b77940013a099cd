import Glibc
import Testing

@testable import System

private struct Pipe: ~Copyable {
  let reading: Descriptor
  let writing: CInt

  init() throws {
    var ends: [CInt] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SystemError("pipe") }
    reading = Descriptor(owning: ends[0])
    writing = ends[1]
  }
}

/// All that was written until the other end was closed.
private func contents(_ descriptor: CInt) -> String {
  var all: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65536)
  while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
    all += buffer.prefix(count)
  }
  return String(decoding: all, as: UTF8.self)
}

@Test func linesHaveTheJournalsPrefixAndNoControlCharacters() throws {
  let pipe = try Pipe()
  let log = try Log(to: pipe.writing, style: .journal)
  log.write("one\ntwo", level: 4)
  log.write("bell \u{7} and \u{1b}[31m", level: 6)
  log.close(within: .seconds(10))
  close(pipe.writing)
  #expect(contents(pipe.reading.number) == "<4>one\n<4>two\n<6>bell \\x07 and \\x1b[31m\n")
}

@Test func aTerminalsLinesHaveTheTimeAndTheLevel() throws {
  let pipe = try Pipe()
  let log = try Log(to: pipe.writing, style: .terminal)
  log.write("it failed", level: 3)
  log.close(within: .seconds(10))
  close(pipe.writing)
  let line = contents(pipe.reading.number)
  #expect(line.hasSuffix(" error: it failed\n"))
  #expect(line.split(separator: " ").first?.count == "00:00:00.000".count)
}

@Test func aFilesLinesHaveTheDateTheTimeAndTheLevel() throws {
  let pipe = try Pipe()
  let log = try Log(to: pipe.writing, style: .file)
  log.write("it may fail", level: 4)
  log.close(within: .seconds(10))
  close(pipe.writing)
  let line = contents(pipe.reading.number)
  #expect(line.hasSuffix(" warning: it may fail\n"))
  #expect(
    line.split(separator: " ").prefix(3).map(\.count)
      == ["2026-11-25", "17:04:05.123", "+0100"].map(\.count))
}

@Test func theJournalsStyleIsForTheJournalAlone() throws {
  let pipe = try Pipe()
  var status = stat()
  fstat(pipe.writing, &status)
  let named = ["JOURNAL_STREAM": "\(status.st_dev):\(status.st_ino)"]
  #expect(Log.style(for: pipe.writing, environment: named) == .journal)
  #expect(Log.style(for: pipe.writing, environment: ["JOURNAL_STREAM": "1:2"]) == .file)
  #expect(Log.style(for: pipe.writing, environment: [:]) == .file)
  close(pipe.writing)
}

@Test func aReaderThatSleepsHoldsNobodyUpAndIsToldWhatItMissed() throws {
  let pipe = try Pipe()
  let log = try Log(to: pipe.writing, style: .journal, capacity: 4096)
  // More than the pipe and the queue hold together: were `write` to wait, this would never end.
  let text = String(repeating: "x", count: 1000)
  for _ in 0..<1000 { log.write(text, level: 6) }
  let gathered = GatheredBytes()
  let output = pipe.reading.number
  try startThread(named: "reader") {
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = read(output, &buffer, buffer.count), count > 0 {
      gathered.append(buffer.prefix(count))
    }
    gathered.finish()
  }
  log.close(within: .seconds(10))
  close(pipe.writing)
  gathered.wait()
  let lines = gathered.text.split(separator: "\n")
  let reports = lines.filter { $0.hasPrefix("<4>") && $0.contains("dropped") }
  let dropped = reports.compactMap { Int($0.dropFirst(3).prefix { $0.isNumber }) }.reduce(0, +)
  #expect(dropped > 0)
  #expect(lines.count - reports.count + dropped == 1000)
}
