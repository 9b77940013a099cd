import Control

/// What a client, or a stranger in its place, writes to the control socket.
let controlTarget = FuzzTarget(
  name: "control",
  samples: [
    Array(Request.status.line.dropLast()), Array(Request.reload.line.dropLast()),
    Array(#"{"version":1,"request":"status","more":[1,-2.5e3,true,null,{"a":"\u00e9\n\\"}]}"#.utf8),
    Array(Response.failure("a \"reason\"\n").line.dropLast()),
    Array(Response.reload(Reload(outcome: .accepted, at: 1.5)).line.dropLast()),
    Array(
      Response.status(
        Status(
          daemon: DaemonStatus(
            pid: 1, since: 1, configurationFile: "a.conf", configurationLoaded: 2, shadow: true),
          virtualServers: [
            VirtualServerStatus(
              name: "tcp 192.0.2.1:80",
              services: [ServiceStatus(key: "fwmark 1", scheduler: "rr", inKernel: true)])
          ])
      ).line.dropLast()),
  ],
  feed: { bytes in
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      // Read as either side would; what is understood must survive being written and read again.
      if let request = try? Request(line: line) { _ = try? Request(line: request.line.dropLast()) }
      if let response = try? Response(line: line) {
        _ = try? Response(line: response.line.dropLast())
      }
    }
  })
