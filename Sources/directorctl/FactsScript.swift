import Doctor

/// What `directorctl doctor facts --script` prints: a POSIX shell script, for dash and busybox, that
/// prints a real server's document with what is on any Linux machine: sh, awk, sed and ip.
enum FactsScript {
  /// The script, with the addresses that it asks about unless it is given others.
  static func text(
    virtualAddresses: [String], realServers: [String], director: String?, client: String?
  ) -> String {
    let families = Dictionary(uniqueKeysWithValues: SettingNames.ofInterfaces.map { ($0, $1) })
    let words = [
      "@SINGLE@": SettingNames.single.map(path).joined(separator: " "),
      "@IPV4@": (families["ipv4"] ?? []).joined(separator: " "),
      "@IPV6@": (families["ipv6"] ?? []).joined(separator: " "),
      "@VIPS@": virtualAddresses.joined(separator: " "),
      "@RIPS@": realServers.joined(separator: " "), "@DIRECTOR@": director ?? "",
      "@CLIENT@": client ?? "",
    ]
    return template.split(separator: "@", omittingEmptySubsequences: false)
      .reduce(into: (text: "", isWord: false)) { result, piece in
        let word = "@\(piece)@"
        if let value = words[word] {
          result.text += value
          result.isWord = true
        } else {
          result.text += (result.isWord || result.text.isEmpty ? "" : "@") + piece
          result.isWord = false
        }
      }.text
  }

  /// `net/ipv4/ip_forward`
  private static func path(_ name: String) -> String {
    String(name.map { $0 == "." ? "/" : $0 })
  }

  private static let template = #"""
    #!/bin/sh
    # Prints what 'directorctl doctor --facts -' asks of a real server, as JSON; changes nothing.
    # ssh rs1 sh -s -- --vip VIP --rip RIP --director DIP --client CIP < this
    LC_ALL=C; export LC_ALL; PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
    vips='@VIPS@' rips='@RIPS@' director='@DIRECTOR@' client='@CLIENT@' unread=
    while [ $# -gt 1 ]; do case $1 in
        --vip) vips="$vips $2" ;; --rip) rips="$rips $2" ;; --director) director=$2 ;;
        --client) client=$2 ;; *) echo "unknown: $1" >&2; exit 64 ;;
    esac; shift 2; done
    strings() { tr '\t' ' ' | tr -d '\000-\010\013-\037' | sed 's/ *$//; s/\\/\\\\/g; s/"/\\"/g; s/.*/"&"/'; }
    commas() { awk '{ printf "%s%s", (NR > 1 ? "," : ""), $0 }'; }
    string() { printf '%s\n' "$1" | strings; }
    missing() { unread="$unread${unread:+,}{\"part\":\"$1\",\"reason\":$(string "$2")${3:+,\"needs\":\"$3\"}}"; }
    settings() {
      for n in @SINGLE@ /proc/sys/net/ipv4/vs/*; do echo "${n#/proc/sys/}"; done
      for i in /proc/sys/net/ipv4/conf/*; do for n in @IPV4@; do echo "${i#/proc/sys/}/$n"; done; done
      for i in /proc/sys/net/ipv6/conf/*; do for n in @IPV6@; do echo "${i#/proc/sys/}/$n"; done; done
    }
    values() {
      awk '{ f = "/proc/sys/" $0; r = getline v < f; close(f); gsub("/", "."); gsub(/[\t"\\]/, " ", v)
        if (r > 0) printf "\"%s\":\"%s\"\n", $0, v }'
    }
    links() {
      for d in /sys/class/net/*; do
        [ -r "$d/flags" ] || continue
        up=false carrier=false more= flags=$(cat "$d/flags"); [ $((flags & 1)) = 1 ] && up=true
        [ "$(cat "$d/carrier" 2>/dev/null)" = 1 ] && carrier=true
        case $(cat "$d/address" 2>/dev/null) in ??:??:??:??:??:??) more=",\"hardwareAddress\":\"$(cat "$d/address")\"" ;; esac
        kind=$(sed -n 's/^DEVTYPE=//p' "$d/uevent" 2>/dev/null)
        case $(cat "$d/type") in 768) kind=ipip ;; 778) kind=gre ;; esac
        [ -n "$kind" ] && more="$more,\"kind\":\"$kind\""; [ -e "$d/master" ] && more="$more,\"master\":\"$(basename "$(readlink "$d/master")")\""
        drops=$(($(cat "$d/statistics/rx_dropped") + $(cat "$d/statistics/rx_missed_errors")))
        printf '{"name":"%s","index":%s,"isUp":%s,"hasCarrier":%s,"mtu":%s,"receiveDrops":%s%s}\n' \
          "${d##*/}" "$(cat "$d/ifindex")" $up $carrier "$(cat "$d/mtu")" "$drops" "$more"
      done
    }
    addresses() {
      ip -o addr show | awk '$3 ~ /^inet/ {
        split($4, a, "/"); n = a[2]; flags = ""
        for (i = 5; i <= NF; i++) { if ($(i - 1) == "peer") { split($i, p, "/"); n = p[2] }
          if ($i ~ /^(secondary|temporary|nodad|dadfailed|home|deprecated|tentative|mngtmpaddr|noprefixroute|autojoin|dynamic)$/)
            flags = flags (flags == "" ? "" : ",") "\"" $i "\""
        }
        sub(/:$/, "", $2); sub(/@.*/, "", $2)
        printf "{\"interface\":\"%s\",\"address\":\"%s\",\"prefixLength\":%d%s}\n", $2, a[1],
          n == "" ? ($3 == "inet" ? 32 : 128) : n, flags == "" ? "" : ",\"flags\":[" flags "]" }'
    }
    neighbors() {
      ip neigh show | awk '$NF != "NOARP" { mac = ""; dev = ""
        for (i = 2; i < NF; i++) { if ($i == "dev") dev = $(i + 1); if ($i == "lladdr") mac = $(i + 1) }
        printf "{\"interface\":\"%s\",\"address\":\"%s\",\"state\":\"%s\"%s}\n", dev, $1, $NF,
          mac ~ /^..:..:..:..:..:..$/ ? ",\"hardwareAddress\":\"" mac "\"" : "" }'
    }
    route() { # PURPOSE DESTINATION [SOURCE]
      ip route get "$2" ${3:+from "$3"} 2>&1 | awk -v p="$1" -v d="$2" -v s="$3" 'NR == 1 {
        printf "{\"purpose\":\"%s\",\"destination\":\"%s\"%s", p, d, s == "" ? "" : ",\"source\":\"" s "\""
        if (/Network is unreachable/) e = "ENETUNREACH"; else if (/No route/) e = "EHOSTUNREACH"
        else if (/cross-device/) e = "EXDEV"; else if (/nvalid argument/) e = "EINVAL"
        else if (/denied/) e = "EACCES"; else if (!/dev/) e = "unknown"
        if (e != "") { printf ",\"refusal\":\"%s\"}\n", e; exit }
        printf ",\"type\":\"%s\"", $1 ~ /^(local|broadcast|unreachable|prohibit|blackhole)$/ ? $1 : "unicast"
        for (i = 1; i < NF; i++) { if ($i == "dev") printf ",\"output\":\"%s\"", $(i + 1)
          if ($i == "via") printf ",\"gateway\":\"%s\"", $(i + 1)
          if ($i == "src") printf ",\"preferredSource\":\"%s\"", $(i + 1) }
        print "}" }'
    }
    counters() {
      cat /proc/net/snmp /proc/net/netstat | awk '{ if ($1 == g) { for (i = 2; i <= NF; i++)
        if ($i !~ /-/) printf "\"%s%s\":%s\n", substr(g, 1, length(g) - 1), h[i], $i; g = "" }
        else { g = $1; split($0, h) } }' | commas
    }
    listeners() {
      for t in tcp tcp6 udp udp6; do [ -r /proc/net/$t ] && awk -v t=$t '
        function num(x,  i, n) { for (i = 1; i <= length(x); i++) n = n * 16 + index("0123456789ABCDEF", substr(x, i, 1)) - 1; return n + 0 }
        function addr(x,  i, r, w) { if (length(x) == 8) return num(substr(x, 7, 2)) "." num(substr(x, 5, 2)) "." num(substr(x, 3, 2)) "." num(substr(x, 1, 2))
          if (x ~ /^0+$/) return "::"; for (i = 1; i < 32; i += 8) { w = substr(x, i, 8)
            r = r (i > 1 ? ":" : "") substr(w, 7, 2) substr(w, 5, 2) ":" substr(w, 3, 2) substr(w, 1, 2) } return tolower(r) }
        $4 == (t ~ /tcp/ ? "0A" : "07") { split($2, l, ":"); split($3, r, ":"); if (t ~ /tcp/ || r[2] == "0000")
          printf "{\"transport\":\"%s\",\"address\":\"%s\",\"port\":%d}\n", substr(t, 1, 3), addr(l[1]), num(l[2]) }' /proc/net/$t
      done
    }
    ruleset() { # TOOL COMMAND…
      tool=$1; shift; text=$("$@" 2>&1) || { missing rulesets "$* $(printf %s "$text" | head -n 1)" "CAP_NET_ADMIN or the program $1"; return; }
      rulesets="$rulesets${rulesets:+,}{\"tool\":\"$tool\",\"lines\":[$(printf '%s\n' "$text" | head -n 60000 | strings | commas)]}"
    }
    first=$(counters); sleep 1; rulesets= more=
    [ -n "$client" ] && more=",\"client\":\"$client\""
    [ -d /sys/module/nf_tables ] && ruleset nft nft -a list ruleset
    for v in "" 6; do
      [ -e /proc/net/ip${v}_tables_names ] && [ -n "$(cat /proc/net/ip${v}_tables_names 2>&1)" ] && ruleset ip${v}tables ip${v}tables-legacy-save -c
    done
    routes=$([ -n "$client" ] && for s in ${vips:-${rips:-""}} ${vips:+$rips}; do route answer "$client" "$s"; done; [ -n "$director" ] && route peer "$director")
    cat <<END
    {"version":1,"role":"real-server","host":$(string "$(cat /proc/sys/kernel/hostname)"),"takenAt":$(date +%s)$more,
    "kernel":{"release":$(string "$(cat /proc/sys/kernel/osrelease)"),"loaded":[$(awk '{ print $1 }' /proc/modules 2>/dev/null | sort | strings | commas)]},
    "settings":{$(settings | values | commas)},"links":[$(links | commas)],"addresses":[$(addresses | commas)],
    "neighbors":[$(neighbors | commas)],"routes":[$(printf '%s' "$routes" | commas)],"policyRules":[$({ ip rule show; ip -6 rule show 2>/dev/null; } | strings | commas)],
    "counters":{"first":{$first},"second":{$(counters)},"interval":1},"listeners":[$(listeners | commas)],
    END
    if [ -n "$unread" ]; then echo "\"unread\":[$unread]}"; else echo "\"rulesets\":[$rulesets]}"; fi

    """#
}
