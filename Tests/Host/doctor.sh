# doctor: facts are collected without changing anything, and judged; documents are read with bounds
network outside
network inside
machine client outside 192.168.3.10/24
machine director outside 192.168.3.108/24 inside 10.0.0.1/24
machine server1 inside 10.0.0.2/24 gateway 10.0.0.1
web server1
nat_configuration > "$work/director.conf"
doctor() {
  on director "$LAB_BUILD/directorctl" doctor --config "$work/director.conf" --socket /none "$@"
}
facts() {
  on director "$LAB_BUILD/directorctl" doctor facts --config "$work/director.conf" --socket /none "$@"
}
# ends CODE COMMAND...: with this exit status.
ends() {
  local wanted=$1
  shift
  "$@" > "$work/said" 2>&1
  is "$?" "$wanted" || { cat "$work/said"; return 1; }
}

on director ip neigh add 10.0.0.77 lladdr 02:00:00:00:00:77 dev eth1 nud permanent
facts --client 192.168.3.10 --probes > "$work/facts.json"
asks() { is "$(jq -c "$1" "$work/facts.json")" "$2"; }
expect "the document is a director's" asks '[.version, .role, .client]' '[1,"director","192.168.3.10"]'
expect "it has the links" asks '[.links[].name] | sort' '["eth0","eth1","lo"]'
expect "and the addresses" asks '[.addresses[] | select(.address == "10.0.0.1") | .prefixLength]' '[24]'
expect "and the settings" asks '.settings["net.ipv4.ip_forward"]' '"0"'
expect "and neighbours" asks '[.neighbors[] | select(.state == "PERMANENT") | .hardwareAddress]' '["02:00:00:00:00:77"]'
expect "the kernel was asked for the way to the real server" \
  asks '[.routes[] | select(.purpose == "to-real-server" and .destination == "10.0.0.2") | .output]' '["eth1"]'
expect "and for the request as it comes in" \
  asks '[.routes[] | select(.purpose == "request") | [.input, .type, .output]]' '[["eth0","local","lo"]]'
expect "and for the client's way back" \
  asks '[.routes[] | select(.purpose == "to-client") | .output]' '["eth0"]'
expect "counters were read twice" asks '.counters | [.first, .second, .interval] | map(. != null)' '[true,true,true]'
expect "the configuration is in it" asks '.director.services[0].name.address' '"192.168.3.108"'
expect "the real server was connected to" \
  asks '[.probes[] | select(.kind == "direct" and .destination == "10.0.0.2") | .outcome]' '["answered"]'
expect "and echoed, by a whole packet too" \
  asks '[.probes[] | select(.destination == "10.0.0.2" and (.kind | test("echo"))) | .outcome]' '["answered","answered"]'
expect "another was silent" \
  asks '[.probes[] | select(.kind == "direct" and .destination == "10.0.0.3") | .outcome] - ["silence","rejected"]' '[]'

expect "an error ends with 2" ends 2 doctor --no-probes 192.168.3.108:80
expect "and is shown with its mend" grep -q "sysctl -w net.ipv4.ip_forward=1" "$work/said"
on director sysctl -qw net.ipv4.ip_forward=1
doctor --no-probes --json > "$work/report.json" || true
expect "put right it is gone" \
  is "$(jq '[.report.findings[] | select(.id == "N04")] | length' "$work/report.json")" 0
expect "a rule is explained" ends 0 doctor --explain n04
expect "a service that is not known is told" ends 3 doctor --no-probes 192.168.3.1
expect "with those that are" grep -q "there are tcp 192.168.3.108:80, 10.0.0.2:80" "$work/said"
expect "the kernel's readiness is a table" grep -q "scheduler wrr" <(doctor kernel)

echo '{"version":1,"role":"real-server","host":"x","takenAt":1,"links":[{"name":1}]}' > "$work/bad.json"
expect "a document that is none is refused" ends 3 doctor --facts "$work/bad.json"
expect "with the key and the file" grep -q "bad.json: links\[0\]" "$work/said"
head -c 70000000 /dev/zero | tr '\0' x > "$work/huge.json"
expect "one that is huge too" ends 3 doctor --facts "$work/huge.json"
expect "and one that is missing" ends 3 doctor --facts "$work/none.json"
expect "wrong usage is told" ends 64 doctor --client nobody

# Nothing was changed: no module was loaded, no setting written, no neighbour made but by probes.
before=$(on director sh -c 'cat /proc/modules; ip -o link; ip -o addr; ip rule; nft list ruleset' 2>&1)
facts > /dev/null
expect "reading changes nothing" \
  is "$(on director sh -c 'cat /proc/modules; ip -o link; ip -o addr; ip rule; nft list ruleset' 2>&1)" "$before"
