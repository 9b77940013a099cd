import Glibc

// `directord-edge COMMAND ARGUMENT...`: the kernel's side of the election, one step at a time, for
// the host tests.
exit(run(Array(CommandLine.arguments.dropFirst())))
