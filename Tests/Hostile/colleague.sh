# Two operators apply, confirm, drain and maintain against each other: adverts and checks stay on time, nothing is lost
pair_on_lan
network servers
machine director lan 192.0.2.3/24 servers 10.0.0.1/24
machine server1 servers 10.0.0.2/24
machine server2 servers 10.0.0.3/24
web server1
web server2
# routed PRIORITY INTERVAL: a file of a pair; served DELAY: a file of virtual servers.
routed() {
  cat <<LINES
vrrp_instance one {
    state BACKUP
    interface eth0
    virtual_router_id 51
    version 3
    advert_int $2
    priority $1
    virtual_ipaddress {
        192.0.2.100/24
    }
}
LINES
}
served() {
  cat <<LINES
virtual_server 192.0.2.3 80 {
    delay_loop $1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.2 80 {
        TCP_CHECK {
        }
    }
    real_server 10.0.0.3 80 {
        TCP_CHECK {
        }
    }
}
LINES
}
routed 150 1 | as lb1 configuration
routed 100 1 | as lb2 configuration
served 1 | as director configuration
as lb1 launch_directord
within 20 "lb1 is master" as lb1 stands one master
as lb2 launch_directord
within 20 "lb2 is its backup" as lb2 stands one backup
start_directord --shadow
within 20 "the first server is up" is_up 10.0.0.2:80
within 20 "and the second" is_up 10.0.0.3:80
lines=$(wc -l < "$work/lb2.log")
launched=$(wc -l < "$work/lb1.log")

# ctl MACHINE WORD...: directorctl, asked of that director.
ctl() {
  local machine=$1
  shift
  "$LAB_BUILD/directorctl" "$@" --socket "$(as "$machine" socket)"
}
# operator NUMBER: for some time, whatever comes to mind; most of it is refused.
operator() {
  local number=$1 until=$((SECONDS + 20)) turn=0
  routed 150 1 > "$work/routed-$number"
  echo "# of operator $number" >> "$work/routed-$number"
  served 1 > "$work/served-$number"
  echo "# of operator $number" >> "$work/served-$number"
  while ((SECONDS < until)); do
    turn=$((turn + 1))
    case $(((turn * 7 + number * 3) % 10)) in
      0) ctl lb1 drain --reason "by $number" ;;
      1) ctl lb1 undrain ;;
      2) ctl lb1 apply "$work/routed-$number" --confirm 2s ;;
      3) ctl lb1 confirm ;;
      4) ctl director apply "$work/served-$number" --confirm 2s ;;
      5) ctl director confirm ;;
      6) ctl director maintenance "10.0.0.$((number + 1)):80" on --reason "by $number" ;;
      7) ctl director maintenance "10.0.0.$((number + 1)):80" off ;;
      8) ctl lb2 drain ;;
      9) ctl lb2 undrain ;;
    esac
    sleep 0.1
  done > "$work/operator-$number.log" 2>&1
  echo "$turn commands"
}
watch client 192.0.2.100
operator 1 > "$work/count-1" &
first=$!
operator 2 > "$work/count-2" &
second=$!
wait "$first" "$second"
expect "both were busy" grep -q commands "$work/count-1" "$work/count-2"
missed
((hole < 3000)) || fail "the address did not answer for $hole ms"
seen "the address was away for $hole ms at most"
said() { tail -n "+$(($2 + 1))" "$work/$1.log"; }
expect "lb2 always heard lb1's adverts in time" not grep -F "nobody was heard" <(said lb2 "$lines")
expect "and lb1 lb2's" not grep -F "nobody was heard" <(said lb1 "$launched")
expect "no server was taken for dead" not says director "is DOWN"
expect "no service was left without one" not says director "serves nobody"
expect "no check was late" not says director "have not been run"

# What is on trial goes back by itself; then each daemon's file is whole, and is what it follows.
settled() { is "$(as "$1" status --json | jq -r .status.daemon.trial)" null; }
# followed MACHINE FILE...: the daemon's file is one of these.
followed() {
  local machine=$1 file
  shift
  for file; do cmp -s "$work/$machine.conf" "$file" && return; done
  return 1
}
routed 150 1 > "$work/routed-0"
served 1 > "$work/served-0"
within 5 "no trial goes on for ever" settled lb1
within 5 "nor there" settled director
expect "lb1's file is somebody's, whole" followed lb1 "$work"/routed-[012]
expect "the other's too" followed director "$work"/served-[012]
ctl lb2 undrain > /dev/null
ctl lb1 undrain > /dev/null
within 20 "lb1 is master again" as lb1 stands one master
expect "and its record says so" grep -qx "in service" /run/lb1/state/drained
expect "a last word is obeyed" ctl lb1 apply "$work/routed-1"
expect "and kept" cmp "$work/lb1.conf" "$work/routed-1"
expect "nothing is left of what was refused" not compgen -G "$work/*.conf.new-*"
