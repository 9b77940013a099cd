# doctor-facts: the script and the program give documents of a real server that agree, and what they say is judged
dr_network
dr_configuration() {
  cat <<END
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo rr
    lb_kind DR
    protocol TCP
    real_server 192.168.3.2 80 {
        TCP_CHECK {
        }
    }
    real_server 192.168.3.3 80 {
        TCP_CHECK {
        }
    }
}
END
}
dr_configuration | configuration
start_directord
within 15 "both serve" serve 192.168.3.2:80 192.168.3.3:80

about=(--vip 192.168.3.108 --rip 192.168.3.2 --director 192.168.3.1 --client 192.168.3.10)
"$LAB_BUILD/directorctl" doctor facts --script > "$work/script"
expect "the script has at most 100 lines" test "$(wc -l < "$work/script")" -le 100
on server1 dash -s -- "${about[@]}" < "$work/script" > "$work/dash.json"
on server1 busybox sh -s -- "${about[@]}" < "$work/script" > "$work/busybox.json"
on server1 "$LAB_BUILD/directorctl" doctor facts --role real-server "${about[@]}" > "$work/program.json"

# part DOCUMENT FILTER: a part of it, in an order of its own.
part() { jq -cS "$2" "$work/$1.json"; }
# agree PART FILTER: the same in all three.
agree() {
  for shell in dash busybox; do
    expect "$1: $shell and the program agree" is "$(part $shell "$2")" "$(part program "$2")"
  done
}
agree role '[.version, .role, .host, .client]'
agree addresses '.addresses | map([.interface, .address, .prefixLength, (.flags // [])]) | sort'
agree links '.links | map([.name, .index, .isUp, .hasCarrier, .mtu, .hardwareAddress]) | sort'
agree settings '.settings | with_entries(select(.key | test("conntrack_count|ip_local_port") | not))'
agree routes '.routes | map([.purpose, .destination, .source, .type, .output, .gateway]) | sort'
agree listeners '.listeners | map([.transport, .address, .port]) | sort'
agree rules '.policyRules'
agree counters '.counters.first | keys - (.counters.first | keys | map(select(test("6|softnet|conntrack|arp_cache"))))'
expect "the program names who listens" \
  is "$(part program '.listeners | map(select(.port == 80)) | .[0].program')" '"busybox"'

# doctor OPTION...: on the director.
doctor() { on director "$LAB_BUILD/directorctl" doctor --socket "$(socket)" "$@"; }
on server2 dash -s -- --vip 192.168.3.108 --rip 192.168.3.3 --client 192.168.3.10 \
  < "$work/script" > "$work/server2.json"
cat "$work/dash.json" "$work/server2.json" |
  doctor --facts - --json --save "$work/saved" > "$work/report.json" || true
expect "no rule finds an error" \
  is "$(jq -c '[.report.findings[] | select(.severity == "error")]' "$work/report.json")" '[]'
expect "what was saved is three documents" is "$(jq -s length "$work/saved")" 3
"$LAB_BUILD/directorctl" doctor --recorded --facts "$work/saved" --json > "$work/again.json" || true
expect "and is judged the same elsewhere" \
  is "$(jq -cS .report "$work/again.json")" "$(jq -cS .report "$work/report.json")"
