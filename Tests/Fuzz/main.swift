import Glibc

// A trap, a hang or an address error of a decoder is found by feeding it what nobody meant.
#if COVERAGE
  exit(cover())
#else
  exit(run(arguments: CommandLine.arguments))
#endif
