import Glibc

// What it costs to make the kernel's table true, beside the floor of ipvsctl.c.
exit(run(arguments: CommandLine.arguments))
