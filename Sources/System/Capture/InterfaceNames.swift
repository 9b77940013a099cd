import Glibc

/// Names of interfaces by their index, each asked for once.
struct InterfaceNames {
  private var names: [UInt32: String] = [:]

  /// `eth0`; `interface 7` if it is gone.
  subscript(index: UInt32) -> String {
    mutating get {
      if let name = names[index] { return name }
      var bytes = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
      let name =
        if_indextoname(index, &bytes) == nil
        ? "interface \(index)"
        : String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      // As many interfaces as a machine has; more come only if they are made anew all the time.
      if names.count >= 4_096 { names.removeAll() }
      names[index] = name
      return name
    }
  }
}
