# A notify FIFO of another user: it is given to him, survives a kill, and a stranger's is refused
network lan
machine director lan 10.0.0.1/8
scripts=/run/scripts
mkdir -m 755 "$scripts"
lines=$scripts/lines
install -o nobody -m 600 /dev/null "$lines"
printf '#!/bin/bash\nexec cat "$1" >> %s\n' "$lines" > "$scripts/reader"
chmod 755 "$scripts/reader"
fifo=/run/routers.fifo
configuration <<END
global_defs {
    script_user nobody nogroup
    vrrp_notify_fifo $fifo nobody nogroup
    vrrp_notify_fifo_script "$scripts/reader"
    fifo_write_vrrp_states_on_reload
}
vrrp_instance one {
    state BACKUP
    interface eth0
    virtual_router_id 51
    version 3
    advert_int 0.1
    priority 100
    virtual_ipaddress {
        10.1.0.1/8
    }
}
END
# is_told: since it was asked for last, the reader has read that the instance is master.
is_told() { grep -qx 'INSTANCE "one" MASTER 100' "$lines"; }
start_directord
within 15 "the reader reads it" is_told
expect "it is the user's" is "$(stat -c '%U %a' "$fifo")" "nobody 600"

kill -KILL "${running[director]}"
finish director KILL
: > "$lines"
start_directord
within 15 "what a killed run left is taken over" is_told

rm "$fifo"
mkfifo -m 666 "$fifo"
: > "$lines"
reload
within 10 "a pipe that everybody may write to is refused" \
  says director "$fifo belongs to a stranger or is writable by everybody (mode 666, owner 0)"
rm "$fifo"
reload
within 30 "a new one is made, and read" is_told

rm "$fifo"
mkfifo -m 600 "$fifo"
finish director TERM
expect "it ends well" is $? 0
expect "another's pipe in its place stays" test -p "$fifo"
