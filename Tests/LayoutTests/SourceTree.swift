import Foundation

/// The repository as it lies on the disk, found from where this file was compiled.
struct SourceTree {
  let root: URL

  init(file: String = #filePath) {
    root = URL(fileURLWithPath: file)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  }

  /// Every Swift file under `Sources` and `Tests`, in order of its path.
  func swiftFiles() throws -> [SourceFile] {
    try ["Sources", "Tests"].flatMap { folder in
      let names = FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)
      return try (names?.allObjects as? [String] ?? [])
        .filter { $0.hasSuffix(".swift") }
        .map { try SourceFile(path: "\(folder)/\($0)", in: root) }
    }
    .sorted { $0.path < $1.path }
  }

  /// What lies at the top, without dot files.
  func topLevel() throws -> Set<String> {
    Set(
      try FileManager.default.contentsOfDirectory(atPath: root.path)
        .filter { !$0.hasPrefix(".") })
  }

  func isExecutable(_ path: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: root.appendingPathComponent(path).path)
  }

  func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
  }

  /// Runs a program at the root; answers what it wrote, on either stream.
  func output(of arguments: [String]) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = root
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let written = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: written, as: UTF8.self)
    return process.terminationStatus == 0 ? text : text + "exit \(process.terminationStatus)"
  }
}
