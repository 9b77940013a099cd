import ArgumentParser
import Doctor
import System

/// How the doctor looks at packets while a client tries.
struct WalkOptions: ParsableArguments {
  @Option(
    name: .customLong("walk"),
    help: ArgumentHelp(
      "Follow the client's packets over all interfaces for so long, while the client tries.",
      valueName: "duration"))
  var duration: WalkDuration?
  @Flag(
    help: """
      Ask the kernel meanwhile why it drops packets. This writes to the kernel: a table of nf_tables \
      and an instance of tracefs, which are removed in the end. Needs --client.
      """)
  var trace = false

  func check(hasClient: Bool, isRecorded: Bool) throws {
    if trace, !hasClient { throw ValidationError("--trace needs --client ADDRESS") }
    if isRecorded, trace || duration != nil {
      throw ValidationError("--recorded judges documents alone: leave out --walk and --trace")
    }
  }

  /// Nothing without --walk or --trace.
  func look(_ reader: FactsReader) {
    guard trace || duration != nil else { return }
    let seconds = duration?.seconds ?? 10
    reader.walk(seconds: seconds, traces: trace) {
      let whom = reader.facts.client.map { "\($0)" } ?? "the client"
      let notice = trace ? KernelTrace.notice + ".\n" : ""
      let words = "Watching for \(seconds) s: let \(whom) try now. Ctrl-C ends it earlier.\n"
      Terminal.write(Array((notice + words).utf8), to: 2)
    }
  }
}

/// A whole number of seconds, 1 to 600: `10s`, or `10`.
struct WalkDuration: ExpressibleByArgument {
  var seconds: Int

  init?(argument: String) {
    let digits = argument.hasSuffix("s") ? argument.dropLast() : argument[...]
    guard digits.allSatisfy(\.isNumber), let seconds = Int(digits), (1...600).contains(seconds)
    else { return nil }
    self.seconds = seconds
  }
}
