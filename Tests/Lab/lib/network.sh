# The words for a network: machines are network namespaces, a network is a bridge between them.

# network NAME: a switch that machines are plugged into.
network() { ip -batch - <<< "link add name $1 type bridge"$'\n'"link set $1 up"; }

# machine NAME [NETWORK ADDRESS/LENGTH]... [gateway ADDRESS]
# A machine with one card in each network: eth0, eth1, … More addresses of a card follow a comma.
machine() {
  local name=$1 card=0 address outer= inner=$'link set lo up\n'
  shift
  while (($#)); do
    if [[ $1 == gateway ]]; then
      inner+="route add default via $2"$'\n'
    else
      outer+="link add $name.$card type veth peer name eth$card netns $name"$'\n'
      outer+="link set $name.$card master $1 up"$'\n'
      inner+="link set eth$card up"$'\n'
      for address in ${2//,/ }; do
        # Duplicate detection would keep an IPv6 address unusable for a second.
        [[ $address != *:* ]] || address+=" nodad"
        inner+="address add dev eth$card $address"$'\n'
      done
      card=$((card + 1))
    fi
    shift 2
  done
  # A kernel without speed starts few programs: all of it goes to three.
  ip netns add "$name"
  [[ ! $outer ]] || ip -batch - <<< "$outer"
  ip -n "$name" -batch - <<< "$inner"
}

# on MACHINE COMMAND...: runs it there.
on() {
  local machine=$1
  shift
  ip netns exec "$machine" "$@"
}

# forwards MACHINE: it is a router. It sends no redirects, as LVS-NAT wants.
forwards() {
  on "$1" busybox sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \
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
