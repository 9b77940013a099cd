import Configuration
import IPVS

/// What an operator, or a file, gives to `directorctl ipvs -R` and `import ipvsadm`, and lines of
/// /proc/net/ip_vs_conn.
let administrationTarget = FuzzTarget(
  name: "ipvsadm",
  samples: [
    "-A -t 192.0.2.1:80 -s wrr -p 300 -M 255.255.255.0\n-a -t 192.0.2.1:80 -r 10.0.0.2:80 -m -w 1\n",
    "ipvsadm -A -f 5 -6 -s sh -b sh-port,sh-fallback\n-a -f 5 -6 -r [2001:db8::1]:0 -i --tun-type gre",
    "--start-daemon=master --mcast-interface=eth0 --syncid 7\n--set 900 120 300\n-C\n-Z\n",
    "TCP C0000232 0000 C0000263 0050 C000023C 0050 NONE            297\n",
  ].map { Array($0.utf8) },
  feed: { bytes in
    var table = Table()
    for entry in RestoredLines(bytes).commands { table.apply(entry.command) }
    let lines = table.savedLines(thresholds: true)
    let again = RestoredLines(Array(lines.joined(separator: "\n").utf8))
    precondition(again.mistakes.isEmpty)
    var connections = ConnectionList(limit: 100)
    connections.read(bytes)
    connections.finish()
    _ = connections.listedLines(engines: true)
  })

/// An ldirectord.cf, or a table to import.
let importTarget = FuzzTarget(
  name: "import",
  samples: [
    "checkinterval=1\nfallback=127.0.0.1:80\nvirtual=192.0.2.1:80\n\treal=10.0.0.2->10.0.0.3:80 gate 2 "
      + "\"a\", \"b\"\n\tservice=http\n\tscheduler=rr\n\tpersistent=600\n\tnetmask=255.255.255.0\n",
    "virtual6=[2001:db8::1]:25\n real6=[2001:db8::2]:25 ipip\n checktype=external\n "
      + "checkcommand=/bin/true\nvirtual=5\n real=10.0.0.2 masq\n checktype=3\n",
    "-A -f 5 -s wrr\n-a -f 5 -r 10.0.0.2 -i --tun-type gre\n",
  ].map { Array($0.utf8) },
  feed: { bytes in
    for imported in [
      importedLdirectord(bytes, from: "fuzz"), importedTable(bytes, from: "fuzz"),
    ] where imported.configuration != nil {
      let again = load(text: Array(imported.text.utf8), name: "imported")
      precondition(again.configuration != nil)
    }
  })
