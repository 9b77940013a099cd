# A neighbour floods the segment with forged packets of VRRP: nobody else becomes master, status answers
pair_on_lan
machine stranger lan 192.0.2.66/24
virtual_router lb1 150 <<< 192.0.2.100/24
virtual_router lb2 100 <<< 192.0.2.100/24
sed -i 's/advert_int 0.5/advert_int 1/' "$work/lb1.conf" "$work/lb2.conf"
as lb1 launch_directord
within 20 "lb1 is master" as lb1 stands one master
as lb2 launch_directord
within 20 "lb2 is its backup" as lb2 stands one backup

# unmoved: lb1 is master, and lb2 was never anything but its backup.
unmoved() {
  as lb1 stands one master && as lb2 stands one backup || return
  not grep -iE 'backup -> (master|fault)' "$work/lb2.log" || return
  not grep -iE 'master -> ' "$work/lb1.log"
}

for kind in stray lower zero checksum version far garbage sources; do
  on stranger python3 "$(dirname "$1")/lib/flood.py" eth0 192.0.2.66 2 $kind > "$work/flood"
  expect "$(cat "$work/flood") packets: lb1 is master, lb2 its backup" unmoved
  within 2 "status answers" as lb1 status
done
within 10 "the address answers" on client ping -c 1 -W 2 192.0.2.100
for machine in lb1 lb2; do
  expect "$machine says little of it" test "$(wc -l < "$work/$machine.log")" -lt 200
done
