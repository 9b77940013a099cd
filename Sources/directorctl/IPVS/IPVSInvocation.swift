import IPVS

/// The words after `directorctl ipvs`: its own long options, and ipvsadm's grammar.
struct IPVSInvocation: Equatable {
  /// In letters.
  var arguments: [String] = []
  /// Said in words (`list`) and not in letters (`-L`): it is shown as directorctl shows things.
  var isInWords = false
  var asksForHelp = false
  var json = false
  var force = false
  /// nil: a terminal decides.
  var color: Bool?
  var socket = SocketOption.standard
  var stateDirectory = "/var/lib/directord"

  /// Throws a sentence for the operator.
  init(_ words: [String]) throws(IPVSUsage) {
    var rest: [String] = []
    var words = words[...]
    while let word = words.popFirst() {
      switch word {
      case "--json": json = true
      case "--force": force = true
      case "--color": color = true
      case "--no-color": color = false
      case "-h", "--help": asksForHelp = true
      case "help" where rest.isEmpty: asksForHelp = true
      case "--socket": socket = try Self.argument(of: word, &words)
      case "--state-directory": stateDirectory = try Self.argument(of: word, &words)
      default: rest.append(word)
      }
    }
    if let letters = IPVSWords.letters(rest) {
      (arguments, isInWords) = (letters, true)
    } else {
      arguments = rest
    }
    if let word = rest.first, !isInWords, !word.hasPrefix("-") {
      throw IPVSUsage("there is no 'ipvs \(word.prefix(40))': 'directorctl ipvs --help' lists them")
    }
  }

  private static func argument(
    of option: String, _ words: inout ArraySlice<String>
  ) throws(IPVSUsage) -> String {
    guard let argument = words.popFirst() else { throw IPVSUsage("\(option) needs an argument") }
    return argument
  }

  /// Shown as directorctl shows things: in words, and without `-n`.
  func isOwnForm(_ listing: IPVSAction.Listing) -> Bool { isInWords && !listing.isNumeric }
}

struct IPVSUsage: Error, Equatable {
  var text: String

  init(_ text: String) { self.text = text }
}
