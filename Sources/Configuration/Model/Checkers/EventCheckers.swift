import Health
import Network
import VRRP

/// Checkers that connect nowhere: programs, tracked files, sessions of BFD.
extension Interpretation {
  /// `MISC_CHECK`; nil if there is nothing to run.
  mutating func programProbe(
    _ checker: CheckerDraft, _ word: Word, of server: Endpoint
  ) -> Probe.Dialogue? {
    var script: Script?
    var probe = ProgramProbe(arguments: [])
    for node in checker.own {
      switch node.keyword {
      case "misc_path": script = trackedProgram(node) ?? script
      case "misc_dynamic": probe.isDynamic = true
      case "user": probe.user = scriptUser(node) ?? probe.user
      default: break
      }
    }
    guard var script else {
      report.warning(
        code: .missingWord, "'MISC_CHECK' names no program, and is left out", at: word,
        hint: "expected misc_path \"PROGRAM ARGUMENT...\"")
      return nil
    }
    probe.arguments = script.arguments
    script.user = probe.user
    checkPrograms.append(CheckProgram(script: script, server: server))
    return .program(probe)
  }

  /// `FILE_CHECK`; nil if there is no such file.
  mutating func fileProbe(_ checker: CheckerDraft, _ word: Word) -> Probe.Dialogue? {
    var name: Word?
    var weight: TrackWeight?
    let most = Int(WeightContribution.greatestWeight)
    for node in checker.own {
      switch node.keyword {
      case "track_file": name = argument(node, expecting: "the name of a track_file") ?? name
      case "weight": weight = readWeight(node, in: -most...most) ?? weight
      default: break
      }
    }
    guard let name else { return nameless(word, "track_file NAME") }
    guard let own = trackWeights[.file(name.text)] else { return unknown(.file(name.text), name) }
    let taken = weight ?? own
    return .tracked(
      TrackedProbe(.file(name.text), weight: taken.weight, isReversed: taken.isReversed))
  }

  /// `BFD_CHECK`; nil if there is no such session.
  mutating func sessionProbe(_ checker: CheckerDraft, _ word: Word) -> Probe.Dialogue? {
    let name = checker.own.first { $0.keyword == "name" }.flatMap {
      argument($0, expecting: "the name of a bfd_instance")
    }
    guard let name else { return nameless(word, "name NAME") }
    guard trackWeights[.session(name.text)] != nil else {
      return unknown(.session(name.text), name)
    }
    return .tracked(TrackedProbe(.session(name.text)))
  }

  private mutating func nameless(_ word: Word, _ expected: String) -> Probe.Dialogue? {
    report.warning(
      code: .missingWord, "'\(word.text)' looks at nothing, and is left out", at: word,
      hint: "expected '\(expected)'")
    return nil
  }

  private mutating func unknown(_ object: TrackedObject, _ word: Word) -> Probe.Dialogue? {
    report.warning(
      code: .undefinedName, "no \(object) is defined: the check is left out", at: word,
      hint: nearestName(to: object, word))
    return nil
  }
}

/// A program of a `MISC_CHECK`, for what is said of programs.
struct CheckProgram {
  var script: Script
  var server: Endpoint
}
