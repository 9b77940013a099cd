# A vrrp_script whose program is not there is left out with a warning: its instance is master all the same
network lan
machine director lan 10.0.0.1/8
configuration <<END
vrrp_script gone {
    script $work/gone
    interval 1
}
vrrp_instance one {
    state BACKUP
    interface eth0
    virtual_router_id 51
    version 3
    advert_int 0.1
    virtual_ipaddress {
        10.0.0.100/8
    }
    track_script {
        gone
    }
}
END
start_directord
within 10 "it is master" stands one master
expect "the log says what is left out" says director "'$work/gone' is not there: vrrp_script gone is left out"
printf '#!/bin/sh\nexit 1\n' > "$work/gone"
chmod 755 "$work/gone"
reload
within 10 "once it is there, it counts" stands one fault
rm "$work/gone"
reload
within 10 "it is left out again" stands one master
expect "it ends well" finish director TERM
