/// A place in a configuration file.
package struct Position: Hashable, Sendable, CustomStringConvertible {
  /// The file's name as it was given or included.
  package var file: String
  /// From 1.
  package var line: Int
  /// In bytes, from 1.
  package var column: Int

  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// `directord.conf:12:5`
  package var description: String { "\(file):\(line):\(column)" }
}
