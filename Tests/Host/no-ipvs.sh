# A kernel without IPVS: a clear message with the mend, and exit status 1
network lan
machine director lan 10.0.0.1/8
on director ipvsadm -Ln > /dev/null 2>&1 && skip "this kernel has IPVS"
nat_configuration | configuration
launch_directord
within 15 "it ends" not runs director
finish director
expect "its exit status is 1" is $? 1
expect "it tells what to do" says director "modprobe ip_vs"
expect "and of --shadow" says director "--shadow"

# Virtual routers alone need none; a virtual server that a reload brings does.
cat > "$work/routers.conf" <<LINES
vrrp_instance one {
    interface eth0
    virtual_router_id 51
    priority 255
    virtual_ipaddress {
        10.0.0.100/8
    }
}
LINES
configuration < "$work/routers.conf"
start_directord
within 5 "virtual routers run" holds 10.0.0.100
{ cat "$work/routers.conf"; nat_configuration; } | configuration
reload
complaints() { grep -c 'the kernel has no IPVS: load its module' "$work/director.log"; }
has_complained() { is "$(complaints)" 2; }
within 5 "a virtual server asks for the table" has_complained
sleep 3
expect "which is said once" has_complained
expect "the virtual routers go on" holds 10.0.0.100
finish director
expect "it ends well" is $? 0
without_proc() { unshare --mount sh -c 'mount -t tmpfs tmpfs /proc && exec "$@"' sh "$@"; }
expect "without /proc it knows its arguments" \
  grep -q '^directord [0-9]' <(without_proc "$LAB_BUILD/directord" --version)
