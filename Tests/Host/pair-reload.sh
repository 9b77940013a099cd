# Two directord that read their files again: what is unchanged notices nothing, and no other VIP is touched
neighbors_network
# router IDENTIFIER NAME PRIORITY ADDRESS...: one vrrp_instance.
router() {
  cat <<LINES
vrrp_instance $2 {
    interface eth0
    virtual_router_id $1
    version 3
    advert_int 0.1
    priority $3
    virtual_ipaddress {
$(printf '        %s/24\n' "${@:4}")
    }
}
LINES
}
# file ROUTERS: what both read, the priorities apart.
file() {
  local priority
  for director in ours theirs; do
    [[ $director == ours ]] && priority=150 || priority=100
    $1 $priority > "$work/$director.conf"
  done
  director=director
}
first() { router 50 still "$1" 192.0.2.50; router 51 one "$1" 192.0.2.51 192.0.2.61; router 52 two "$1" 192.0.2.52; }
added() { first "$1"; router 53 three "$1" 192.0.2.53; }
moved() { router 50 still "$1" 192.0.2.50; router 51 one "$1" 192.0.2.51; router 52 two "$1" 192.0.2.52 192.0.2.61; router 53 three "$1" 192.0.2.53; }
renamed() { moved "$1" | sed 's/instance still/instance calm/; s/instance two/instance zwei/'; }
removed() { renamed "$1" | sed '/instance one/,/^}/d'; }

# beat ROUTER SINCE: the longest time between its advertisements, in milliseconds, how many of them there
# were more than one each 100 ms, and who sent them.
beat() {
  tcpdump -r "$work/wire.pcap" -n -tt "ip[21] = $1" 2> /dev/null | awk -v since="$2" '
    $1 < since { next }
    { from[$3] }
    last { gap = ($1 - last) * 1000; if (gap > most) most = gap }
    !first { first = $1 }
    { count++ }
    { last = $1 }
    END { printf "%d %d", most, count - 1 - (last - first) * 10; for (name in from) printf " %s", name }'
}

has_moved() { is "$(as ours instance two '.held | join(" ")')" "192.0.2.52 192.0.2.61"; }

file first
as ours start_directord
within 5 "ours is master" as ours stands still master
as theirs start_directord
within 5 "theirs listens" as theirs stands two backup
begin changes ours ip monitor address
sleep 0.5
since=$EPOCHREALTIME

file added
as ours reload
within 5 "an instance is added" as ours stands three master
as theirs reload
within 5 "on both" as theirs stands three backup
file moved
as ours reload
as theirs reload
within 5 "an address moves to another instance" has_moved
file renamed
transitions=$(as ours instance still .transitions)
as ours reload
as theirs reload
within 5 "instances get other names" as ours stands calm master
expect "and keep their past" is "$(as ours instance calm .transitions)" "$transitions"
within 5 "on both" as theirs stands zwei backup
file removed
as ours reload
within 5 "an instance is removed, and handed over" as theirs holds 192.0.2.51
within 3 "by one" not as ours holds 192.0.2.51
as theirs reload
within 5 "and by the other" not as theirs holds 192.0.2.51

read -r most surplus from <<< "$(beat 50 "$since")"
expect "one alone speaks for the instance that is unchanged" is "$from" 192.0.2.1
((most < 300)) || fail "it was silent for $most ms, three intervals"
((surplus < 1)) || fail "it spoke $surplus times more often than every 100 ms"
seen "it speaks every 100 ms, once after $most"
expect "no VIP but these is touched" is \
  "$(grep -o 'Deleted\|192[0-9.]*' "$work/changes.log" | paste -sd ' ')" "192.0.2.53 Deleted 192.0.2.51"
