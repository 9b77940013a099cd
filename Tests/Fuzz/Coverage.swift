#if COVERAGE
  import Glibc

  /// libFuzzer's entrance; its library is linked by `Tests/Fuzz/cover`.
  @_silgen_name("LLVMFuzzerRunDriver")
  private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ feed: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
  ) -> CInt

  /// The target that `FUZZ_TARGET` names; the arguments are libFuzzer's.
  func cover() -> CInt {
    guard chosen != nil else { return run(arguments: []) }
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    return runDriver(&count, &arguments) { bytes, length in
      chosen?.feed(Array(UnsafeBufferPointer(start: bytes, count: length)))
      return 0
    }
  }

  private let chosen: FuzzTarget? = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) }
    return targets.first { $0.name == name }
  }()
#endif
