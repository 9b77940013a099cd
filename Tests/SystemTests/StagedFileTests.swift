import Glibc
import Testing

@testable import System

@Test func onlyCopiesThatNobodyHoldsAreRemoved() throws {
  let directory = try TemporaryDirectory()
  func file(_ name: String) throws -> String {
    let path = directory.path + "/" + name
    try SmallFile(path: path).replace(with: [1])
    return path
  }
  let held = try file("a.conf.candidate-aaaaaa")
  let abandoned = try file("a.conf.candidate-b1B2c3")
  let others = try [
    "a.conf", "a.conf.candidate-", "a.conf.candidate-tooLong", "a.conf.candidate-a.conf",
    "b.conf.candidate-cccccc", "a.conf.new-dddddd",
  ].map(file)
  let link = directory.path + "/a.conf.candidate-eeeeee"
  symlink(abandoned, link)
  let hold = try StagedFile(path: held)
  #expect(
    StagedFile.removeAbandoned(beginning: directory.path + "/a.conf.candidate-") == [abandoned])
  #expect(!SmallFile(path: abandoned).exists)
  for path in others + [held] { #expect(SmallFile(path: path).exists) }
  withExtendedLifetime(hold) {}
}

@Test func whatWasHeldIsRemovedOnceItsHolderIsGone() throws {
  let directory = try TemporaryDirectory()
  let path = directory.path + "/a.candidate-aaaaaa"
  try SmallFile(path: path).replace(with: [1])
  do { _ = try StagedFile(path: path) }
  #expect(StagedFile.removeAbandoned(beginning: directory.path + "/a.candidate-") == [path])
}
