# Why the kernel dropped a packet: its reasons and the rule of nf_tables, and nothing that stays behind
edge=$LAB_BUILD/directord-edge
[[ -x $edge ]] || skip "directord-edge is not built"
grep -q tracefs /proc/filesystems || skip "this kernel has no tracefs"
nft list tables > /dev/null 2>&1 || skip "this kernel has no nf_tables"

network outside
network inside
machine client outside 192.168.3.10/24 gateway 192.168.3.108
machine director outside 192.168.3.108/24 inside 10.0.0.1/8
machine server1 inside 10.0.0.2/8 gateway 10.0.0.1
forwards director
web server1

# A machine's programs have a /sys of their own, in which tracefs is not mounted yet.
traced='mount -t tracefs tracefs /sys/kernel/tracing && exec stdbuf -oL "$@"'
instances() { on director sh -c 'mount -t tracefs t /sys/kernel/tracing; ls /sys/kernel/tracing/instances'; }

# look NAME [ARGUMENT...]: walks with --trace on the director while the client asks once.
look() {
  local name=$1
  begin "$name" director sh -c "$traced" sh "$edge" walk 3 192.168.3.10 192.168.3.108 10.0.0.2 trace
  within 5 "the walk begins ($name)" says "$name" walking
  on client curl -s -m 1 -o /dev/null http://10.0.0.2/
  within 5 "the walk ends ($name)" says "$name" "took 3."
}
table() { on director nft list tables | grep -c directord_doctor; }

# A policy of FORWARD, and a rule.
on director nft -f - <<END
table inet fw {
  chain forward { type filter hook forward priority 0; policy drop; ip saddr 10.9.9.9 accept; }
}
END
look policy
expect "the chain is named" grep -Eq \
  '^nft trace: inet fw forward: policy drop dropped [0-9]+ packets? 192.168.3.10:[0-9]+ > 10.0.0.2:80 in eth0 out eth1$' \
  "$work/policy.log"
expect "the kernel's reason is told" \
  grep -q '^skb:kfree_skb: reason NETFILTER_DROP in ' "$work/policy.log"
expect "no table stays" is "$(table)" 0
expect "no instance stays" not grep -q directord-doctor <(instances)

on director nft flush chain inet fw forward
on director nft add rule inet fw forward tcp dport 80 drop
look rule
handle=$(on director nft -a list chain inet fw forward | sed -n 's/.*drop # handle //p')
expect "the rule is named" grep -q \
  "^nft trace: inet fw forward: the rule with handle $handle dropped .* in eth0 out eth1" \
  "$work/rule.log"
on director nft delete table inet fw

# No filter: the routes.
on director ip route add blackhole 10.0.0.2/32
look route
expect "no rule is blamed" not says route "nft trace"
expect "the kernel's reason is told" grep -q '^skb:kfree_skb: ' "$work/route.log"
on director ip route del blackhole 10.0.0.2/32

# Killed, it leaves an instance, which the next run removes; and no table.
begin killed director sh -c "$traced" sh "$edge" walk 60 192.168.3.10 192.168.3.108 10.0.0.2 trace
within 5 "the walk begins" says killed walking
expect "there is a table" is "$(table)" 1
expect "there is an instance" grep -q directord-doctor <(instances)
finish killed KILL
within 5 "the kernel has removed the table" is "$(table)" 0
expect "the instance is still there" grep -q "directord-doctor" <(instances)
look again
expect "nobody's instance stays" not grep -q directord-doctor <(instances)

# Without the capability and without tracefs, it says so and goes on.
begin poor director setpriv --bounding-set -net_admin stdbuf -oL \
  "$edge" walk 1 192.168.3.10 192.168.3.108 10.0.0.2 trace
within 5 "the walk ends" says poor "took 1."
expect "what is missing is named" says poor \
  "the kernel's reasons for drops (skb:kfree_skb) are missing: find tracefs at /sys/kernel/tracing"
expect "the other is named too" says poor "the way through nf_tables is missing"
