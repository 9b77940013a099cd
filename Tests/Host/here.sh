# What a file asks of this machine and it has not is logged at the start, and at each reload
network lan
machine director lan 192.0.2.1/24
# routed INTERFACE: the director's file.
routed() {
  cat <<END
vrrp_track_file level {
    file $work/nowhere/level
}
vrrp_instance one {
    interface $1
    virtual_router_id 51
    version 3
    advert_int 0.5
    priority 100
    virtual_ipaddress {
        192.0.2.100/24
    }
}
END
}
missing="interface eth9 is not on this machine: the instance is in fault until it is up"
level="there is no directory $work/nowhere on this machine: nobody can write the file"
routed eth9 | configuration
start_directord
expect "the start tells of the interface" says director "$work/director.conf:5:15: $missing"
expect "and of the directory" says director "$level"
expect "as a warning" grep -qE "warning: .*$missing" "$work/director.log"

routed eth0 | configuration
: > "$work/director.log"
expect "the reload is followed" "$LAB_BUILD/directorctl" reload --socket "$(socket)"
within 20 "it is master" stands one master
expect "an interface that is there is not told of" not says director "not on this machine: the instance"
expect "the directory still is" says director "$level"

routed eth9 | configuration
: > "$work/director.log"
expect "a reload back is followed" "$LAB_BUILD/directorctl" reload --socket "$(socket)"
expect "and tells of the interface" says director "$missing"
expect "directorctl check --here says the same" grep -qF "$missing" \
  <(on director "$LAB_BUILD/directorctl" check --here "$work/director.conf" 2>&1)
