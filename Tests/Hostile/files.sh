# A file system, scripts and a local user misbehave: each costs itself alone, and adverts stay on time
pair_on_lan
scripts=/run/scripts
mkdir -m 755 "$scripts"
# hook NAME STATE: it is told, and the masters' hooks of half the instances never end.
printf '#!/bin/bash\necho "$2" >> "%s/told.$1"\n[[ $2 == master && $1 -le 20 ]] && exec sleep 1000\nexit 0\n' \
  "$work" > "$scripts/hook"
chmod 755 "$scripts/hook"
# file PRIORITY: forty instances with hooks, one of which follows a file.
file() {
  echo "global_defs {
    script_user root
}
track_file stuck {
    file $work/stuck
    init_file 0 overwrite
}
track_file load {
    file $work/load
    weight 1
}"
  for number in {1..40}; do
    echo "vrrp_instance number-$number {
    state BACKUP
    interface eth0
    virtual_router_id $number
    version 3
    advert_int 1
    priority $1
    notify_master \"$scripts/hook $number master\"
    notify_stop \"$scripts/hook $number stop\"
    $( ((number > 1)) || echo "track_file {
        load
        stuck weight 1
    }")
    virtual_ipaddress {
        192.0.2.$((100 + number))/24
    }
}"
  done
}
# told STATE: how many instances' hooks were told so.
told() { cat "$work"/told.* 2> /dev/null | grep -cx "$1"; }
all_told() { is "$(told "$1")" 40; }
echo 0 > "$work/load"
# A pipe where a number is to be.
mkfifo "$work/stuck"
file 150 | as lb1 configuration
file 100 | sed 's/notify_.*//' | as lb2 configuration
as lb1 start_directord
as lb1 eval 'within 20 "lb1 is master" stands number-40 master'
as lb2 start_directord
within 20 "hooks that hang hold up no other's" all_told master
expect "the pipe is said to be none" says lb1 "$work/stuck is not a regular file"
echo 7 > "$work/load"
within 10 "another tracked file is followed" says lb1 "track_file load: $work/load is 7"

# unmoved: lb2 has been nothing but a backup.
unmoved() { not grep -E 'backup -> (master|fault)' "$work/lb2.log"; }

cp "$work/lb1.conf" "$work/good.conf"
for kind in fifo device directory; do
  rm -rf "$work/lb1.conf"
  case $kind in
    fifo) mkfifo "$work/lb1.conf" ;;
    device) ln -s /dev/zero "$work/lb1.conf" ;;
    directory) mkdir "$work/lb1.conf" ;;
  esac
  as lb1 reload
  within 10 "a $kind as the configuration is refused" as lb1 is_refused
  rm -rf "$work/lb1.conf"
  cp "$work/good.conf" "$work/lb1.conf"
  expect "and a good file is followed" "$LAB_BUILD/directorctl" reload --socket "$(as lb1 socket)"
done
plan() { "$LAB_BUILD/directorctl" plan "$1" --socket "$(as lb1 socket)" > "$work/plan" 2>&1; }
plan '/*/*/*/*'
expect "no pattern looks through the whole disk" grep -q "wildcards for more than one directory" "$work/plan"

# Somebody connects and says nothing.
for number in {1..40}; do
  sleep 1000 | busybox nc "local:$(as lb1 socket)" > /dev/null 2>&1 &
done
within 15 "silent clients keep nobody out" as lb1 status

# No descriptor is left: nobody is let in, and the loop does not turn for it.
process=${running[lb1]}
used() { awk '{ print $14 + $15 }' "/proc/$process/stat"; }
limit=$(($(ls "/proc/$process/fd" | wc -l)))
prlimit --pid "$process" --nofile="$limit:1048576"
before=$(used)
for number in {1..8}; do timeout 3 busybox nc "local:$(as lb1 socket)" < /dev/zero > /dev/null 2>&1 & done
sleep 3
expect "it waits for a descriptor without turning" test $(($(used) - before)) -lt 60
prlimit --pid "$process" --nofile=1048576:1048576
within 20 "and then answers" as lb1 status

# A disk is full, and what cannot be stored leaves nothing behind.
mount -t tmpfs -o size=4k,mode=700 tmpfs /run/lb1/state
head -c 4096 /dev/zero > /run/lb1/state/filler
"$LAB_BUILD/directorctl" undrain --socket "$(as lb1 socket)" > /dev/null 2>&1
expect "it answers with a full disk" as lb1 status
expect "no part of a file stays" not ls /run/lb1/state/drained.new

# Somebody prepares the runtime directory of another director.
mkdir -m 777 /run/trap
ln -s /run/made /run/trap/control.lock
machine third lan 192.0.2.9/24
begin third third "$LAB_BUILD/directord" --shadow --config "$work/good.conf" --runtime-directory /run/trap
within 15 "a directory that all may write to is refused" not runs third
expect "with words" says third "others can change the runtime directory /run/trap (mode 777, owner 0)"
expect "and nothing was made through its link" not test -e /run/made

expect "lb2 was a backup all the time" unmoved
finish lb1 TERM
expect "lb1 ends well" is $? 0
expect "each instance's hook was told of the end" all_told stop
