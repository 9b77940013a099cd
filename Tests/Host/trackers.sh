# A pair that follows a file and a process: the number moves the priority, a dead process gives the address away
network lan
machine client lan 10.0.0.10/8
machine lb1 lan 10.0.0.1/8
machine lb2 lan 10.0.0.2/8
grep_status() { status | grep -F -- "$1"; }
# tracked PRIORITY: a director's file.
tracked() {
  cat <<END
track_file load {
    file $work/load
    weight -1
    init_file 0 overwrite
}
vrrp_track_process helper {
    process sleep 98765
    terminate_delay 0.2
}
vrrp_instance one {
    state BACKUP
    interface eth0
    virtual_router_id 51
    version 3
    advert_int 0.1
    priority $1
    virtual_ipaddress {
        10.0.0.100/8
    }
    ${2:-}
}
END
}
tracked 110 "track_file {
        load
    }
    track_process {
        helper
    }" | as lb1 configuration
tracked 100 | as lb2 configuration
begin helper lb1 sleep 98765
as lb1 start_directord
within 10 "the first one is master" as lb1 stands one master
expect "init_file made the file" is "$(cat "$work/load")" 0
as lb2 start_directord
within 10 "the other is its backup" as lb2 stands one backup

echo 0x14 > "$work/load"
within 5 "the file's number lowers the priority, and the other takes over" as lb2 stands one master
expect "the status tells why" as lb1 grep_status "-20 file load"
rm "$work/load"
within 5 "without the file it is raised again" as lb1 stands one master

finish helper KILL || true
within 10 "the process is dead: a fault" as lb1 stands one fault
within 5 "the other takes over" as lb2 stands one master
expect "the status tells why" as lb1 grep_status "process helper does not run as wanted"
begin helper lb1 sleep 98765
within 10 "it is started again" as lb1 stands one master
