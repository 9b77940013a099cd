package import Configuration
import Glibc

extension Context {
  /// What a file may ask, answered for this machine and process.
  ///
  /// - Parameters:
  ///   - identifier: which director it is; nil: the host's name up to its first dot.
  ///   - asksForLinks: interfaces and directories that it names are looked for.
  package static func thisMachine(
    identifier: String? = nil, asksForLinks: Bool = false
  ) -> Context {
    var machine = Machine(hasUser: hasUser, hasGroup: hasGroup, program: program)
    if asksForLinks { (machine.link, machine.hasDirectory) = (linkState, hasDirectory) }
    return Context(
      identifier: identifier ?? String(hostName.prefix { $0 != "." }), directory: workingDirectory,
      environment: processEnvironment,
      seed: .random(in: .min ... .max),
      machine: machine, interfaceWith: interfaceOfThisMachine, keyFile: readKeyFile)
  }
}

/// The variables of this process.
package var processEnvironment: [String: String] {
  var variables: [String: String] = [:]
  var place = environ
  while let entry = place.pointee {
    let text = String(cString: entry)
    if let sign = text.firstIndex(of: "=") {
      variables[String(text[..<sign])] = String(text[text.index(after: sign)...])
    }
    place += 1
  }
  return variables
}

private var workingDirectory: String {
  guard let path = getcwd(nil, 0) else { return "" }
  defer { free(path) }
  return String(cString: path)
}

private var hostName: String {
  var name = [CChar](repeating: 0, count: 256)
  guard gethostname(&name, name.count - 1) == 0 else { return "" }
  return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
