extension Diagnostic {
  /// What kind of problem it is. The raw value is for programs, and stays what it is over versions.
  package enum Code: String, Hashable, Sendable, CaseIterable {
    // Lines and blocks.
    case unbalancedBraces = "unbalanced-braces"
    case unendedQuote = "unended-quote"
    case undefinedDefinition = "undefined-definition"
    case brokenSequence = "broken-sequence"
    case strayBytes = "stray-bytes"
    case foreignBlank = "foreign-blank"
    case cutSecret = "cut-secret"
    case limitExceeded = "limit-exceeded"
    case includeFailed = "include-failed"
    case includeLoop = "include-loop"

    // Words.
    case unknownWord = "unknown-word"
    case misplacedWord = "misplaced-word"
    case refusedWord = "refused-word"
    case obsoleteWord = "obsolete-word"
    case withoutEffect = "without-effect"
    case missingArgument = "missing-argument"
    case surplusArgument = "surplus-argument"
    case missingBlock = "missing-block"
    case surplusBlock = "surplus-block"
    case missingWord = "missing-word"
    case defaultTaken = "default-taken"

    // Values.
    case invalidValue = "invalid-value"
    case adjustedValue = "adjusted-value"
    case conflictingWords = "conflicting-words"
    case wrongFamily = "wrong-family"
    case undefinedName = "undefined-name"
    case definedTwice = "defined-twice"
    case emptyBlock = "empty-block"

    // Virtual routers.
    case routerClash = "router-clash"
    case addressTwice = "address-twice"
    case addressNotHeld = "address-not-held"
    case noAddress = "no-address"
    case strictMode = "strict-mode"
    case noAuthentication = "no-authentication"
    case longPassword = "long-password"
    case noPreemption = "no-preemption"
    case idleTracking = "idle-tracking"
    case unicastWithoutPeer = "unicast-without-peer"
    case unauthenticatedUnicast = "unauthenticated-unicast"

    // Virtual servers.
    case quorumOutOfReach = "quorum-out-of-reach"
    case portUnchanged = "port-unchanged"
    case droppedAnswers = "dropped-answers"
    case withoutWeight = "without-weight"
    case ownRealServer = "own-real-server"
    case uncheckedServer = "unchecked-server"

    // Programs.
    case missingProgram = "missing-program"
    case unsafeScript = "unsafe-script"
    case unknownUser = "unknown-user"
    case directorsDiffer = "directors-differ"
    case notHere = "not-here"
    case unknownDirector = "unknown-director"

    /// Legal, and likely not meant.
    case doubtful
  }
}

extension Diagnostic.Severity {
  /// For what has no code of its own.
  var usualCode: Diagnostic.Code {
    switch self {
    case .error: .invalidValue
    case .warning: .adjustedValue
    case .note: .doubtful
    }
  }
}
