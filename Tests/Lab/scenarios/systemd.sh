# directord.service under systemd as process 1: start, reload, hooks, a kill, a hang, a refused file, stop
[[ -x /lib/systemd/systemd ]] || skip "systemd is not installed"
network lan
network servers
machine director lan 192.0.2.1/24 servers 10.0.0.1/24
machine client lan 192.0.2.10/24
machine server1 servers 10.0.0.2/24 gateway 10.0.0.1
forwards director
web server1
root=$work/root
systemd_root "$root" || skip "the kernel has no overlay file system"

# served SCHEDULER: the director's file.
served() {
  cat <<END
global_defs {
    notify_fifo /run/directord/events nobody
    rs_init_notifies
}
vrrp_instance one {
    state BACKUP
    interface eth0
    virtual_router_id 51
    version 3
    advert_int 0.3
    priority 100
    virtual_ipaddress {
        192.0.2.100/24
    }
    notify_master "/etc/directord/hook master" nobody
}
virtual_server 192.0.2.100 80 {
    delay_loop 1
    lb_algo $1
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.2 80 {
        TCP_CHECK {
        }
        notify_up "/etc/directord/hook up"
    }
}
END
}
served wrr > "$root/etc/directord/directord.conf"
cat > "$root/etc/directord/hook" <<'END'
#!/bin/sh
echo "$(id -un) $1 $(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)" >> "/tmp/hook.$1"
END
chmod 755 "$root/etc/directord" "$root/etc/directord/hook"
# So that a hang takes less than the unit's 20 s.
mkdir -p "$root/etc/systemd/system/directord.service.d"
printf '[Service]\nWatchdogSec=4s\n' > "$root/etc/systemd/system/directord.service.d/lab.conf"

begin_systemd director "$root"
in_systemd systemctl start directord || { journal; fail "it does not start"; }
expect "and is active" in_systemd systemctl is-active -q directord
within 10 "it is master" holds 192.0.2.100
within 10 "the table stands" eval 'table | grep -q "10.0.0.2:80 Masq 1"'
within 10 "the status text tells of it" eval '[[ $(property StatusText) == *"1 of 1 real server"* ]]'
answered() { on client curl -s -m 2 -o /dev/null http://192.0.2.100/; }
within 5 "a client is answered" answered

# What the unit's capabilities must do.
within 5 "a hook of a virtual router ran as its user" grep -q '^nobody master 0*$' "$root/tmp/hook.master"
within 5 "a hook of a real server ran as root" grep -q '^root up ' "$root/tmp/hook.up"
expect "with no more than the unit's capabilities" \
  is "$(awk '{ print $3 }' "$root/tmp/hook.up")" "$(in_systemd sed -n 's/^CapBnd:[[:space:]]*//p' "/proc/$(property MainPID)/status")"
expect "the FIFO is its user's" is "$(in_systemd stat -c '%U %F' /run/directord/events)" "nobody fifo"
expect "nothing that the unit refuses was needed" not eval 'journal | grep -iE "not permitted|denied"'

served wlc > "$root/etc/directord/directord.conf"
expect "a good file is reloaded" in_systemd systemctl reload directord
expect "and stands in the table" eval 'table | grep -q wlc'
served nonesuch > "$root/etc/directord/directord.conf"
expect "a refused one makes the reload fail" not in_systemd systemctl reload directord
expect "the journal says why" eval 'journal | grep -q nonesuch'
expect "the service goes on" in_systemd systemctl is-active -q directord
expect "as before" eval 'table | grep -q wlc'
served wlc > "$root/etc/directord/directord.conf"

# A crash.
first=$(property MainPID)
watch client 192.0.2.100
in_systemd kill -KILL "$first"
another() { (($(property MainPID) != $1 && $(property MainPID) > 0)) && in_systemd systemctl is-active -q directord; }
within 10 "killed, it is started again" another "$first"
expect "the address stands" holds 192.0.2.100
expect "the table stands" eval 'table | grep -q "10.0.0.2:80 Masq 1"'
expect "systemd counts one restart" is "$(property NRestarts)" 1
misses 100

# A hang.
second=$(property MainPID)
in_systemd kill -STOP "$second"
within 8 "hung, it is ended by the watchdog and started again" another "$second"
expect "systemd counts two restarts" is "$(property NRestarts)" 2
within 10 "it is master" holds 192.0.2.100
within 5 "a client is answered" answered

in_systemd systemd-analyze security --no-pager directord.service > "$work/security" 2>&1
seen "systemd-analyze security: $(tail -n 1 "$work/security")"

expect "it stops" in_systemd systemctl stop directord
expect "well" is "$(property Result)" success
expect "the address is gone" not holds 192.0.2.100
expect "and the table" is "$(table)" ""

served nonesuch > "$root/etc/directord/directord.conf"
expect "it does not start with a refused file" not in_systemd systemctl start directord
expect "with the exit status for that" is "$(property ExecMainStatus)" 78
throughout 3 "and is not started again" eval '[[ $(property ActiveState) == failed ]]'
expect "the journal says why" eval 'journal | tail -n 5 | grep -q "not started"'
finish systemd KILL || true
