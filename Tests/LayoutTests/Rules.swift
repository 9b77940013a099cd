/// Which module a target may import, beside what its tests may: the arrows of the map.
enum Rules {
  static let longestFile = 300
  static let longestFunction = 45
  /// A type with all its extensions in the target that declares them.
  static let longestType = 600
  static let mostFilesOfAType = 8

  /// Pure targets name only one another: no system calls, no clock, no Foundation.
  static let imports: [String: Set<String>] = [
    "Network": ["HeapModule"],
    // Text for man(1).
    "Manual": [],
    "IPVS": ["Network"],
    "Routing": ["Network"],
    "BFD": ["Network"],
    // A search is a computation over bytes, as a digest is: no system call, no clock, nothing kept.
    "Patterns": ["CPCRE"],
    // So is a hash over bytes.
    "Digests": ["CCrypto"],
    "Health": ["Network", "Patterns", "Digests"],
    "VRRP": ["Network", "Digests"],
    "Configuration": [
      "Network", "IPVS", "Patterns", "Health", "VRRP", "Routing", "BFD", "Manual",
    ],
    "Service": ["Network", "IPVS", "Health", "Configuration"],
    "Election": ["Network", "VRRP"],
    "Operations": ["Network", "Election"],
    "Doctor": ["Network", "IPVS", "Manual"],
    "Setup": [
      "Network", "IPVS", "Health", "VRRP", "Routing", "Configuration", "Control", "Doctor",
    ],
    "System": [
      "Network", "IPVS", "Health", "VRRP", "Routing", "BFD", "Doctor", "CLinux", "CNetlink",
      "CCurl", "Digests", "Glibc", "Synchronization",
    ],
    "Files": ["Configuration", "Network", "Glibc", "System"],
    "Control": ["Network", "Health", "Doctor", "Digests", "FoundationEssentials"],
    "directord": [
      "Network", "IPVS", "Routing", "BFD", "Health", "VRRP", "Configuration", "Service",
      "Election", "Operations", "Files", "System", "Control", "Doctor", "Setup", "Synchronization",
    ],
    "directorctl": [
      "Network", "Health", "IPVS", "Configuration", "Service", "Election", "Files", "System",
      "VRRP", "Control", "Doctor", "Setup", "ArgumentParser", "Glibc",
    ],
  ]

  static let topLevel: Set<String> = [
    "Package.swift", "Sources", "Tests", "Config", "Packaging", "README.md",
  ]
  /// Made by the build, named in .gitignore.
  static let generated: Set<String> = ["Package.resolved"]

  /// What a person starts by its name.
  static let programs = [
    ".ci/run", "Packaging/quickstart", "Tests/Fuzz/cover", "Tests/Lab/run", "Tests/bench",
    "Tests/run",
  ]

  /// Words that have no place, put together here so that a search for them finds only what is wrong.
  static let traps = ["try" + "!", "as" + "!", "fatal" + "Error", "precondition" + "Failure"]
  static let reminders: Set = ["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]
  /// Phrases of comments and messages that a reader must read twice: "if" is for a condition, "where"
  /// for a place, and a thing has a name.
  static let riddles = [
    "nil where ", "true where ", "false where ", "empty where ", "null where ", "where nobody is",
    "of late.", "of late,", "what is of ", "one that is so", "what it is about if", "is told of it",
  ]
  /// Says on the same line why it cannot be reached from outside.
  static let trapReason = "// trap:"
}

/// A limit that would make one piece of code worse, and why.
struct Exception {
  enum Rule { case file, function, type, imports, traps }

  var rule: Rule
  /// Of a file; of a type `Target.Type`.
  var path: String
  var reason: String

  static let all: [Exception] = [
    Exception(rule: .type, path: "Doctor.Rule", reason: "a table: each rule is one declaration"),
    Exception(rule: .type, path: "Doctor.Examination", reason: "questions that rules share"),
    Exception(rule: .type, path: "Doctor.Facts", reason: "a document: a file for each part"),
    Exception(rule: .type, path: "Configuration.Vocabulary", reason: "a table of keywords"),
    Exception(rule: .type, path: "Configuration.Interpretation", reason: "to be taken apart"),
    Exception(
      rule: .type, path: "Configuration.DirectorConfiguration", reason: "to be taken apart"),
    Exception(rule: .type, path: "Configuration.TextReader", reason: "to be taken apart"),
    Exception(rule: .type, path: "Service.Balancer", reason: "to be taken apart"),
    Exception(rule: .type, path: "directord.Director", reason: "to be taken apart"),
    Exception(rule: .type, path: "VRRP.Router", reason: "to be taken apart"),
    Exception(rule: .type, path: "Election.Election", reason: "to be taken apart"),
    Exception(rule: .type, path: "System.Probes", reason: "to be taken apart"),
    Exception(
      rule: .type, path: "System.FactsReader", reason: "a reader for each part of the facts"),
  ]

  static func allows(_ rule: Rule, _ path: String) -> Bool {
    all.contains { $0.rule == rule && $0.path == path }
  }
}
