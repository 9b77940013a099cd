# What the doctor's rows change on machines, and how it is taken back: words that know their own undoing,
# and a picture of each machine that its state is compared with.

touched= ruled= undone=()
# Machines whose addresses a directord moves: they are not put back.
moving=

# later COMMAND: done at the end of the row, the last first.
later() { undone+=("$1"); }

# sets MACHINE NAME=VALUE...: kernel settings, until the end of the row.
sets() {
  local machine=$1 setting
  shift
  for setting; do
    remember_settings "$machine" "sysctl -w $setting"
    on "$machine" busybox sysctl -qw "$setting"
  done
}

# remember_settings MACHINE COMMANDS: those that the commands write are put back at the end of the row.
remember_settings() {
  local name value
  for name in $(grep -oE 'sysctl (-[a-z]+ )*[^ =]+=' <<< "$2" | sed 's/=$//; s/.* //'); do
    value=$(on "$1" cat "/proc/sys/${name//.//}" 2> /dev/null) || continue
    later "on $1 busybox sysctl -qw '$name=$value'"
  done
}

# rule MACHINE OPTION...: a rule of iptables, until the end of the row.
rule() {
  ruled+=" $1 "
  on "$1" iptables-legacy -w "${@:2}"
}

# card MACHINE NETWORK ADDRESS/LENGTH: one more card, "more0", until the end of the row.
card() {
  ip link add "$1.more" type veth peer name more0 netns "$1"
  ip link set "$1.more" master "$2" up
  ip -n "$1" link set more0 up
  ip -n "$1" address add "$3" dev more0
  later "ip link del $1.more"
}

# asked MACHINE URL [COUNT]: so many requests (2) are answered, so that every real server is asked.
asked() {
  on "$1" curl -sS -f --fail-early -o /dev/null --max-time 2 -H 'Connection: close' "$2?[1-${3:-2}]"
}

# connects NAME [ADDRESS [PORT]]: the client has a connection, until `finish NAME`.
connects() {
  begin "$1" client bash -c "exec 3<> /dev/tcp/${2:-192.168.3.108}/${3:-80}; exec sleep 300"
}

# ends NAME: the program is gone, if it runs.
ends() { [[ ! -v "running[$1]" ]] || finish "$1" KILL || true; }

# anew MACHINE [PORT]: its web server is there again, whether it runs or not.
anew() {
  ends "web-$1-${2:-80}"
  web "$@"
}

# maintain ENDPOINT: it is in maintenance, until the end of the row.
maintain() {
  "$LAB_BUILD/directorctl" maintenance --socket "$(socket)" "$1" on --force
  later "'$LAB_BUILD/directorctl' maintenance --socket '$(socket)' '$1' off"
}

# counter MACHINE NAME: what nstat(8) calls it, since the machine stands.
counter() { on "$1" nstat -asz "$2" | awk -v name="$2" '$1 == name { print $2 }'; }

# machine_of NAME: the machine of that name, address or hardware address.
machine_of() {
  local machine
  for machine in $(machines); do
    [[ $machine != "$1" ]] || { echo "$machine"; return; }
  done
  machine=$(grep -lF " $1/" "$work"/state-* | head -n 1)
  [[ ! $machine ]] || { echo "${machine##*/state-}"; return; }
  for machine in $(machines); do
    ! ip -n "$machine" -o link show | grep -qF "link/ether $1 " || { echo "$machine"; return; }
  done
  return 1
}

# by_name MACHINE COMMAND...: runs it there, where the host has the machine's name too.
by_name() {
  on "$1" unshare --uts sh -c 'hostname "$0"; exec "$@"' "$@"
}

# machines: those that stand.
machines() { ip netns list | cut -d ' ' -f 1; }

# remember: the healthy state of all machines.
remember() {
  local machine
  for machine in $(machines); do
    state "$machine" > "$work/state-$machine"
    if [[ $ruled == *" $machine "* ]]; then filters "$machine"; fi > "$work/filters-$machine"
  done
}

# state MACHINE: its cards, addresses, routes and rules as a batch of ip(8) that makes them. Where a
# set-up speaks IPv6, it says family=6.
family=4
state() {
  ip -n "$1" -o "-$family" -batch - <<< $'link show up\naddress show\nroute show\nrule show' | awk '
    $1 ~ /^[0-9]+:$/ && $2 ~ /:$/ {
      sub(/[@:].*/, "", $2); match($0, /mtu [0-9]+/)
      print "link set " $2 " up " substr($0, RSTART, RLENGTH); next }
    $1 ~ /^[0-9]+:$/ && $3 == "inet" { if (!/127.0.0.1/) print "address add dev " $2 " " $4 " "; next }
    $1 ~ /^[0-9]+:$/ && $3 == "inet6" {
      if (!/scope (link|host)/) print "address add dev " $2 " nodad " $4 " "
      next }
    $1 ~ /^[0-9]+:$/ && /lookup/ {
      sub(/:/, "")
      if (!/lookup (local|main|default)/) print "rule add pref " $0
      next }
    !/proto (kernel|ra)/ && $1 != "multicast" {
      gsub(/ metric 1024| pref medium| linkdown| dead/, "")
      print "route replace " $0 }'
}

# filters MACHINE: its packet filters without counters.
filters() {
  [[ ! $(on "$1" cat /proc/net/ip_tables_names 2> /dev/null) ]] ||
    on "$1" iptables-legacy-save | sed '/^#/d; s/ \[[0-9:]*\]$//'
}

# reset_row: takes back what the row and its mend have changed.
reset_row() {
  local machine i
  [[ ! -v "running[meanwhile]" ]] || finish meanwhile
  for ((i = ${#undone[@]} - 1; i >= 0; i--)); do eval "${undone[i]}"; done 2> /dev/null
  [[ ! $undo ]] || eval "$undo"
  for machine in $(machines); do
    [[ "$break $undo $mend $touched client" == *"$machine"* ]] || continue
    [[ $machine == client ]] || restore_filters "$machine"
    restore_state "$machine"
    ip -n "$machine" neigh flush all 2> /dev/null
  done
  touched= undone=()
}

restore_filters() {
  local now name
  now=$(filters "$1")
  [[ $now != "$(< "$work/filters-$1")" ]] || return 0
  {
    for name in $(grep '^\*' <<< "$now"); do
      grep -qxF -- "$name" "$work/filters-$1" && continue
      echo "$name"
      [[ $name != '*filter' ]] || printf ':%s ACCEPT\n' INPUT FORWARD OUTPUT
      echo COMMIT
    done
    cat "$work/filters-$1"
  } | on "$1" iptables-legacy-restore -w
}

restore_state() {
  local now device
  [[ " $moving " != *" $1 "* ]] || return 0
  now=$(state "$1")
  [[ $now != "$(< "$work/state-$1")" ]] || return 0
  {
    grep '^rule add' <<< "$now" | sed 's/^rule add/rule del/'
    grep '^route replace' <<< "$now" | sed 's/replace/del/'
    for device in $(awk '$1 == "link" { print $3 }' "$work/state-$1" <(echo "$now") | sort -u); do
      echo "address flush dev $device scope global"
    done
    cat "$work/state-$1"
  } | ip -n "$1" "-$family" -force -batch - > /dev/null 2>&1
  # The kernel lists addresses of IPv6 in the order in which they came.
  diff <(sort "$work/state-$1") <(state "$1" | sort) || echo "$1 is not as it was"
}

# record: the documents of the set-up as it is, in a folder of LAB_RECORD.
record() {
  local server other facts=yes with= folder=$LAB_RECORD/${work##*/doctor-}
  mkdir -p "$folder"
  by_name "$director" "$LAB_BUILD/directorctl" doctor facts --probes --client "$client" --socket "$(socket)" \
    --config "$work/$director.conf" > "$folder/director.json"
  for server in "${servers[@]}"; do facts_of "$server" > "$folder/$server.json"; done
  case $director in
    lb1) other=lb2 ;;
    lb2) other=lb1 ;;
    *) return ;;
  esac
  by_name $other "$LAB_BUILD/directorctl" doctor facts --client "$client" --socket "$(as $other socket)" \
    --config "$work/$other.conf" > "$folder/peer.json"
}

# tear_down: nothing is left of the set-up; the next row builds it anew.
tear_down() {
  local name machine link
  for name in "${!running[@]}"; do finish "$name" KILL; done
  for machine in $(machines); do
    ip netns pids "$machine" | xargs -r kill -KILL
    ip netns del "$machine"
  done
  for link in $(ip -o link show type bridge | awk -F ': ' '{ print $2 }'); do ip link del "$link"; done
  rm -rf /run/*/runtime /run/*/state "$work"/state-* "$work"/filters-*
}

# shims: what a mend writes stays in this scenario, and systemctl(1) means the programs of the machine on
# which it is called.
shims() {
  local folder tool
  for folder in sysctl.d modules-load.d modprobe.d; do
    mkdir -p "/etc/$folder"
    mount -t tmpfs tmpfs "/etc/$folder"
  done
  mkdir -p "$work/shims"
  cat > "$work/shims/systemctl" <<'END'
#!/bin/bash
unit=${!#} status=1
for process in $(ip netns pids "$(ip netns identify $$)"); do
  [[ $(cat /proc/$process/comm) == "${unit%.service}" ]] || continue
  status=0
  case $1 in
    reload) kill -HUP "$process" ;;
    stop | disable) kill -TERM "$process" ;;
  esac
done
exit $status
END
  cat > "$work/shims/directorctl" <<END
#!/bin/bash
exec "$LAB_BUILD/directorctl" "\$@" --socket "/run/\$(ip netns identify \$\$)/runtime/control.sock"
END
  # This kernel has no nf_tables for IPv4, so iptables is the old one.
  if [[ ${LAB_KERNEL:-} ]]; then
    for tool in iptables iptables-save iptables-restore ip6tables; do
      ln -s "$(type -P "${tool/tables/tables-legacy}")" "$work/shims/$tool"
    done
  fi
  chmod +x "$work/shims/systemctl" "$work/shims/directorctl"
}
