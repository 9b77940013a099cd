import Health
import Network

/// What an FTP server says, or a stranger in its place.
let ftpTarget = FuzzTarget(
  name: "ftp",
  samples: [
    "220 (vsFTPd 3.0.3)\r\n331 Please specify the password.\r\n230 Login successful.\r\n",
    "227 Entering Passive Mode (10,0,0,2,19,136).\r\n150 Here\r\n226 Directory send OK.\r\n",
    "229 Entering Extended Passive Mode (|||5000|)\r\n229 (|1|10.0.0.2|5000|)\r\n",
    "229 (|2|2001:db8::2|5000|)\r\n220-one\r\n227 (1,2,3,4,5,6)\r\n220 two\r\n227-a\r\n227 b\r\n",
    "530 Login incorrect.\r\n421 Too many connections\r\n500\r\n229\r\n227\r\n",
  ].map { Array($0.utf8) },
  feed: { bytes in
    for server in [Address.v4(0x0a00_0002), .v6(IPv6Bits(0x2001_0db8 << 96 | 2))] {
      for passive in [FTPProbe.Passive.plain, .extended, .none] {
        var replies = FTPReplies(server: server, passive: passive)
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
          replies.receive(line)
        }
        _ = (replies.fault, replies.faultAtEnd, replies.last?.description, replies.refusal)
      }
    }
  })
