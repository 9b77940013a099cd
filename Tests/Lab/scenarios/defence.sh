# The kernel's settings of the ipvs block are set, and put back at the end, by a reload and after a kill
nat_network
vs() { on director cat "/proc/sys/net/ipv4/vs/$1"; }
same() { is "$(vs "$1")" "$2"; }
write() {
  configuration <<END
global_defs {
    ipvs {
        $1
    }
}
virtual_server 192.168.3.108 80 {
    lb_algo wrr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.2 80 {
    }
}
END
}
on director sh -c 'echo 7 > /proc/sys/net/ipv4/vs/amemthresh; echo 1 > /proc/sys/net/ipv4/vs/sloppy_tcp'
write "drop_entry 3
        amemthresh 4096
        expire_nodest_conn on
        sloppy_tcp on"
start_directord
within 15 "drop_entry is set" same drop_entry 3
expect "and amemthresh" same amemthresh 4096
expect "and expire_nodest_conn" same expire_nodest_conn 1
expect "the log says what was there" says director "net.ipv4.vs.drop_entry: set to 3, was 0"

write "drop_entry 1
        expire_nodest_conn on"
expect "a plan shows it" grep -q 'net.ipv4.vs.amemthresh' <(
  "$LAB_BUILD/directorctl" plan --socket "$(socket)" "$work/director.conf")
reload
within 15 "what leaves the file is put back" same amemthresh 7
expect "what changes is changed" same drop_entry 1
expect "what stood so before is the machine's own" same sloppy_tcp 1

finish director KILL
expect "after a kill it stands" same drop_entry 1
write "drop_packet 1"
start_directord
within 15 "the next one sets its own" same drop_packet 1
expect "and puts back what the killed one left" same drop_entry 0
expect "all of it" same expire_nodest_conn 0

finish director KILL
write "drop_packet 3"
start_directord
within 15 "what was set before the kill is changed" same drop_packet 3
finish director
expect "at the end all is as it was before the kill" same drop_packet 0
expect "what was the machine's own is untouched" same sloppy_tcp 1
expect "as is what it had set" same amemthresh 7

write "drop_entry 4"
expect "a value that there is not is refused" not "$LAB_BUILD/directorctl" check "$work/director.conf"
