# A plan of a virtual router's routes, rules, interfaces, trackers and hooks is what then happens in the kernel
network lan
machine lb1 lan 192.0.2.1/24,2001:db8::1/64,fe80::1/64
director=lb1

hook() { printf '#!/bin/sh\necho "$0 $*" >> %s/hooks\n' "$work" > "$work/$1"; chmod 755 "$work/$1"; }
for name in state removed; do hook $name; done
touch "$work/hooks" "$work/tracked"

# four NAME VRID ADDRESS [WORDS]: an instance over IPv4; its routes follow.
four() {
  cat <<END
vrrp_instance $1 {
    interface eth0
    virtual_router_id $2
    version 3
    advert_int 0.2
    ${4:-}
    virtual_ipaddress {
        $3/24
    }
    virtual_routes {
        $(cat)
    }
}
END
}
gone() {
  cat <<END
vrrp_instance gone {
    interface eth0
    virtual_router_id 60
    advert_int 0.2
    notify_deleted $work/removed
    notify $work/state
    virtual_ipaddress {
        fe80::100/64
        2001:db8::100/64
    }
    virtual_rules {
        from 2001:db8::100 table 102 priority 203
    }
}
END
}
before() {
  cat <<END
static_ipaddress {
    192.0.2.20/24 dev eth0
}
static_routes {
    10.1.0.0/16 via 192.0.2.9 dev eth0
}
static_rules {
    from 10.1.0.0/16 table 101 priority 201
}
END
  four stays 51 192.0.2.51 <<< '10.51.0.0/16 via 192.0.2.9 dev eth0 src 192.0.2.51'
  four moves 52 192.0.2.52 <<< '10.52.0.0/16 via 192.0.2.9 dev eth0'
  gone
}
after() {
  cat <<END
track_file tracked {
    file $work/tracked
}
static_ipaddress {
    192.0.2.21/24 dev eth0
}
static_routes {
    10.1.0.0/16 via 192.0.2.8 dev eth0
    blackhole 10.9.0.0/16 table 102
}
static_rules {
    from 10.1.0.0/16 table 101 priority 201
    to 10.9.0.0/16 table 102 priority 204
}
END
  four stays 51 192.0.2.51 <<< '10.51.0.0/16 via 192.0.2.9 dev eth0 src 192.0.2.51'
  four moves 52 192.0.2.52 'use_vmac
    track_file {
        tracked
    }' <<< '10.53.0.0/16 via 192.0.2.9 dev eth0'
  four comes 54 192.0.2.54 use_vmac <<< 'unreachable 10.54.0.0/16'
}

# kernel: what the kernel has of it, a line each, in the plan's words.
kernel() {
  ip -n lb1 -j address | jq -r '.[] | .ifname as $name | .addr_info[] | select(.protocol // "" | . != "kernel_ll")
    | "address \(.local)/\(.prefixlen) on \($name)"'
  { ip -n lb1 -j route show table all proto 112; ip -n lb1 -j -6 route show table all proto 112; } | jq -r '.[]
    | [(.type | select(. != null and . != "unicast")), .dst, (.gateway | select(.) | "via \(.)"),
      (.dev | select(. and . != "lo") | "dev \(.)"), (.prefsrc | select(.) | "src \(.)"),
      (.table | select(.) | "table \(.)"), (.metric | select(. and . != 1024 and . != 0) | "metric \(.)")]
    | "route " + join(" ")'
  { ip -n lb1 -j rule; ip -n lb1 -j -6 rule; } | jq -r '.[] | select(.priority > 200 and .priority < 300)
    | (if .src == "all" then "from all" else "from \(.src)/\(.srclen // 128)" end)
      + (if .dst then " to \(.dst)/\(.dstlen // 128)" else "" end)
    | "rule \(.) "' > "$work/from"
  { ip -n lb1 -j rule; ip -n lb1 -j -6 rule; } | jq -r '.[] | select(.priority > 200 and .priority < 300)
    | "lookup \(.table) priority \(.priority)"' | paste -d '' "$work/from" -
  ip -n lb1 -j link show type macvlan | jq -r '.[] | "interface \(.ifname)"'
}
has() { kernel | grep -xF -- "$1" > /dev/null; }
# settled ROUTE: the kernel has it, with its table.
settled() { ip -n lb1 route show table all proto 112 | grep -- "$1" > /dev/null; }

plan() { on lb1 "$LAB_BUILD/directorctl" plan --socket "$(socket)" "$@"; }
before > "$work/lb1.conf"
start_directord
for name in stays moves gone; do within 10 "$name is master" stands $name master; done
within 5 "its route stands" settled 10.52.0.0/16
within 5 "its rule too" has 'rule from 2001:db8::100/128 lookup 102 priority 203'
plan "$work/lb1.conf" > "$work/plan.txt"
expect "the same file would change nothing" is "$? $(tail -n 1 "$work/plan.txt")" "0 no changes; 0 checks would go on"

after > "$work/next.conf"
kernel | sort > "$work/kernel.before"
plan "$work/next.conf" > "$work/plan.txt"
expect "the other would change something" is $? 2
cat "$work/plan.txt"
plan "$work/next.conf" --json > "$work/plan.json"
expect "and has changed nothing" diff "$work/kernel.before" <(kernel | sort)
hooks=$(wc -l < "$work/hooks")
for line in '+ interface vrrp.52: macvlan on eth0, 00:00:5e:00:01:34' '    state: down -> up' \
  '- vrrp_instance gone' '+ track_file tracked' '    once this director is elected'; do
  expect "the plan has: $line" grep -qxF -- "$line" "$work/plan.txt"
done

cp "$work/next.conf" "$work/lb1.conf"
expect "the reload is accepted" on lb1 "$LAB_BUILD/directorctl" reload --socket "$(socket)"
within 10 "the added one is master" stands comes master
within 5 "with its route" settled 'unreachable 10.54.0.0/16'
within 5 "the moved address is on its interface" has "address 192.0.2.52/24 on vrrp.52"
within 10 "what is gone has let go" not holds 2001:db8::100
kernel | sort > "$work/kernel.after"
{ comm -13 "$work/kernel.before" "$work/kernel.after" | sed 's/^/add /'
  comm -23 "$work/kernel.before" "$work/kernel.after" | sed 's/^/remove /'; } | sort > "$work/happened"
jq -r '.plan.operations[] | select(.action == "add" or .action == "remove")
  | select(.object | test("^(address|route|rule|interface) ")) | "\(.action) \(.object)"' "$work/plan.json" |
  sort > "$work/planned"
expect "something has happened" is "$(wc -l < "$work/planned")" 17
expect "what was planned is what happened" diff "$work/planned" "$work/happened"

jq -r '.plan.operations[] | select(.action == "run") | .object' "$work/plan.json" |
  sed "s/^hook '//; s/'\$//" > "$work/planned"
same_hooks() { diff "$work/planned" <(sed 1,"$hooks"d "$work/hooks" | sed 's/ $//'); }
within 5 "the hooks that were planned have run, and no other" same_hooks
finish lb1
expect "it ends well" is $? 0
