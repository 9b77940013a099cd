# vrrp_rlimit_rttime: neither 500 addresses nor a flood of unknown virtual routers ends the daemon, which goes on as a master
chrt --rr 1 true 2> /dev/null || skip "this machine permits no real time"
network lan
machine director lan 192.0.2.1/24
machine stranger lan 192.0.2.9/24

{
  printf 'global_defs {\n    vrrp_rt_priority 50\n    vrrp_rlimit_rttime 10000\n}\n'
  printf 'vrrp_instance one {\n    interface eth0\n    virtual_router_id 51\n    version 3\n'
  printf '    advert_int 0.2\n    virtual_ipaddress {\n        192.0.2.100/24\n    }\n'
  printf '    virtual_ipaddress_excluded {\n'
  for number in {0..499}; do echo "        198.18.$((number / 250)).$((number % 250 + 1))/32"; done
  printf '    }\n}\n'
} | configuration

held() { on director ip -o -4 address show dev eth0 | grep -c -F ' 198.18.'; }
all_held() { is "$(held)" 500; }
start_directord
within 10 "it is master" stands one master
within 10 "with all its addresses" all_held
expect "and lives" runs director

# 20,000 packets a second of a virtual router that is not configured there, and as many of ours that are wrong.
flood() {
  begin "$1" stranger python3 -c '
import socket, sys, time
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, 112)
packet = bytes([0x31, int(sys.argv[1]), 100, 1, 0, 20, 0, 0, 192, 0, 2, 100])
end = time.monotonic() + 6
while time.monotonic() < end:
    for _ in range(200):
        raw.sendto(packet, ("192.0.2.1", 0))
    time.sleep(0.01)
print("sent")' "$2"
}
flood strangers 77
flood forgers 51
throughout 5 "it lives while they come" runs director
within 10 "the flood is over" says strangers sent
within 10 "both of them" says forgers sent
expect "it lives" runs director
expect "and is master" stands one master
expect "with all its addresses" all_held
expect "the kernel has dropped most of the unknown ones" test \
  "$(status --json | jq '[.status.election.strays | .[]] | add')" -lt 20000
