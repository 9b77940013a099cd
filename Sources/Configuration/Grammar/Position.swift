/// A place in a configuration file. There is one for every word: it is kept small.
package struct Position: Hashable, Sendable, CustomStringConvertible {
  /// The file's name as it was given or included.
  package var file: String
  private var row: UInt32
  private var byte: UInt32

  package init(file: String, line: Int, column: Int) {
    self.file = file
    row = UInt32(clamping: line)
    byte = UInt32(clamping: column)
  }

  /// From 1.
  package var line: Int {
    get { Int(row) }
    set { row = UInt32(clamping: newValue) }
  }

  /// In bytes, from 1.
  package var column: Int {
    get { Int(byte) }
    set { byte = UInt32(clamping: newValue) }
  }

  /// `directord.conf:12:5`
  package var description: String { "\(file):\(line):\(column)" }
}
