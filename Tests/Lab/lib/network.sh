# The words for a network: machines are network namespaces, a network is a bridge between them.

# network NAME: a switch that machines are plugged into.
network() {
  ip link add name "$1" type bridge
  ip link set "$1" up
}

# machine NAME [NETWORK ADDRESS/LENGTH]... [gateway ADDRESS]
# A machine with one card in each network: eth0, eth1, … An address of the same card follows a comma.
machine() {
  local name=$1 card=0 address
  shift
  ip netns add "$name"
  ip -n "$name" link set lo up
  on "$name" sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 \
    net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
  while (($#)); do
    if [[ $1 == gateway ]]; then
      ip -n "$name" route add default via "$2"
    else
      ip link add "$name.$card" type veth peer name "eth$card" netns "$name"
      ip link set "$name.$card" master "$1" up
      ip -n "$name" link set "eth$card" up
      for address in ${2//,/ }; do ip -n "$name" address add "$address" dev "eth$card"; done
      card=$((card + 1))
    fi
    shift 2
  done
}

# on MACHINE COMMAND...: runs it there.
on() {
  local machine=$1
  shift
  ip netns exec "$machine" "$@"
}

# forwards MACHINE: it is a router. It sends no redirects, as LVS-NAT wants.
forwards() {
  on "$1" sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \
    net.ipv4.conf.all.send_redirects=0
}

# begin NAME MACHINE COMMAND...: starts a program that stays; what it says is in $work/NAME.log.
declare -A running
begin() {
  local name=$1 machine=$2
  shift 2
  ip netns exec "$machine" "$@" >> "$work/$name.log" 2>&1 < /dev/null &
  running[$name]=$!
}

# finish NAME [SIGNAL]: sends the signal (TERM) and waits; the answer is the program's exit status.
finish() {
  local process=${running[$1]}
  unset "running[$1]"
  kill "-${2:-TERM}" "$process" 2>/dev/null
  wait "$process" 2>/dev/null
}

# runs NAME: it has not ended.
runs() { kill -0 "${running[$1]}" 2>/dev/null; }
