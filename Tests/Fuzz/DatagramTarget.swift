import Configuration
import Health

/// An operator's `payload` and `require_reply`, the first two lines, and what a server answers to
/// them, the rest; the first byte of that says in which pieces.
let datagramTarget = FuzzTarget(
  name: "udp",
  samples: [
    "00 01 ff\n01xx f x0\n\u{40}\u{1}\u{2}\u{f}\u{10}", "24000001\nXXxx\n\u{9}1234", "f\n\n\u{1}a",
    "0g\n-1\nb", "\"00 ff\"\n0x00 0x11\nxyz",
  ].map { Array($0.utf8) },
  feed: { bytes in
    let lines = bytes.split(
      separator: UInt8(ascii: "\n"), maxSplits: 2, omittingEmptySubsequences: false)
    guard lines.count > 1, let probe = probe(payload: lines[0], reply: lines[1]) else { return }
    var conversation: any Conversation = UDPConversation(probe)
    _ = conversation.handle(.connected)
    feed(Array(lines.last ?? []), to: &conversation)
  })

/// What the file makes of the two.
private func probe(payload: ArraySlice<UInt8>, reply: ArraySlice<UInt8>) -> UDPProbe? {
  let file =
    Array(
      """
      virtual_server 192.0.2.1 53 {
        protocol UDP
        real_server 10.0.0.1 53 {
          UDP_CHECK {
            payload\u{20}
      """.utf8) + payload + Array("\nrequire_reply ".utf8) + reply + Array("\n}\n}\n}\n".utf8)
  let loaded = load(
    "fuzz.conf", reading: { name, _ in [SourceFile(name: name, contents: file)] },
    context: Context(identifier: "lb1", environment: [:]))
  let servers = loaded.configuration?.virtualServers.flatMap(\.realServers) ?? []
  guard case .conversation(.udp(let probe), _) = servers.first?.checks.first?.probe.dialogue
  else { return nil }
  return probe
}
