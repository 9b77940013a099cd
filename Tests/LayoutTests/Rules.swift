/// Which module a target may import, beside what its tests may: the arrows of the map.
enum Rules {
  static let longestFile = 300
  static let longestFunction = 45

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
      "Election", "Files", "System", "Control", "Doctor", "Setup", "Synchronization",
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
  /// Says on the same line why it cannot be reached from outside.
  static let trapReason = "// trap:"
}

/// A limit that would make one piece of code worse, and why.
struct Exception {
  enum Rule { case file, function, imports, traps }

  var rule: Rule
  var path: String
  var reason: String

  static let all: [Exception] = []

  static func allows(_ rule: Rule, _ path: String) -> Bool {
    all.contains { $0.rule == rule && $0.path == path }
  }
}
