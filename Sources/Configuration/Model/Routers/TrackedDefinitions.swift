package import VRRP

/// `vrrp_script`: a program whose exit code counts.
package struct ScriptDefinition: Hashable, Sendable {
  package var name: String
  package var script: Script
  /// From the start of one run to that of the next; a run that lasts longer delays it.
  package var interval: Duration
  /// After it the run is ended, and has failed.
  package var timeout: Duration
  /// How many successes or failures in a row count; 1 or more.
  package var rise: Int
  package var fall: Int
  /// `init_fail`: it counts as failed until its first result.
  package var failsAtFirst: Bool
  package var position: Position

  package init(
    name: String, script: Script, interval: Duration = .seconds(1), timeout: Duration? = nil,
    rise: Int = 1, fall: Int = 1, failsAtFirst: Bool = false, position: Position
  ) {
    self.name = name
    self.script = script
    self.interval = interval
    self.timeout = timeout ?? interval
    self.rise = rise
    self.fall = fall
    self.failsAtFirst = failsAtFirst
    self.position = position
  }

  /// What its results are counted with.
  package var hysteresis: Hysteresis {
    Hysteresis(rise: rise, fall: fall, failsAtFirst: failsAtFirst)
  }
}

/// `vrrp_track_process`: programs that must run.
package struct ProcessDefinition: Hashable, Sendable {
  package enum Match: Hashable, Sendable {
    /// The name alone; arguments do not count.
    case name
    /// `param_match`: the arguments are the same, begin with these words of which the last may go
    /// on, or begin with these words.
    case exact
    case initial
    case partial
  }

  package var name: String
  /// The program first.
  package var command: [String]
  package var match: Match
  /// `full_command`: the whole path is compared.
  package var comparesPath: Bool
  /// How many must run, and how many may.
  package var quorum: ClosedRange<Int>
  /// How long too few, or enough, must last before it counts.
  package var terminateDelay: Duration
  package var forkDelay: Duration
  package var position: Position

  package init(
    name: String, command: [String], match: Match = .name, comparesPath: Bool = false,
    quorum: ClosedRange<Int> = 1...Int.max, terminateDelay: Duration = .zero,
    forkDelay: Duration = .zero, position: Position
  ) {
    self.name = name
    self.command = command
    self.match = match
    self.comparesPath = comparesPath
    self.quorum = quorum
    self.terminateDelay = terminateDelay
    self.forkDelay = forkDelay
    self.position = position
  }
}

/// `track_file`: a file with a number in it. One that is missing or unreadable counts as 0.
package struct FileDefinition: Hashable, Sendable {
  package var name: String
  package var path: String
  /// `init_file`: what is written at start; nil: nothing.
  package var initial: Int?
  /// Also if the file is there already.
  package var overwrites: Bool
  package var position: Position

  package init(
    name: String, path: String, initial: Int? = nil, overwrites: Bool = false, position: Position
  ) {
    self.name = name
    self.path = path
    self.initial = initial
    self.overwrites = overwrites
    self.position = position
  }
}

/// The weight that a tracked object brings if a track says none.
struct TrackWeight {
  var weight = 0
  var isReversed = false
}
