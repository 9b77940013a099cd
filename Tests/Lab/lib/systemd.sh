# The words for a machine whose process 1 is systemd: in process, mount and control-group namespaces of
# its own, with this machine's /usr below an empty root, and the unit of Packaging/. Nothing outside of
# $work is written.

# systemd_root FOLDER: makes the root: /usr and what its programs need of /etc, the rest empty.
systemd_root() {
  local root=$1 file unit
  mkdir -p "$root"
  mount -t tmpfs -o mode=755 tmpfs "$root"
  mkdir -p "$root"/{usr,etc/systemd/system,etc/directord,dev/pts,dev/shm,proc,sys,run,tmp,var/{log,tmp,lib},upper,work,root}
  chmod 1777 "$root/tmp"
  mount -t overlay -o "lowerdir=/usr,upperdir=$root/upper,workdir=$root/work" overlay "$root/usr" || return
  ln -s usr/{bin,sbin,lib,lib64} "$root/"
  # What a build links to may lie outside of /usr: Swift's own libraries.
  ldd "$LAB_BUILD/directord" "$LAB_BUILD/directorctl" | awk '$3 ~ "^/" && $3 !~ "^/(usr|lib)" { print $3 }' |
    sort -u | while read -r file; do
      mkdir -p "$root$(dirname "$file")"
      cp -L "$file" "$root$file"
    done
  cp -L /etc/{passwd,group,nsswitch.conf,ld.so.cache,ld.so.conf,protocols,services} "$root/etc/"
  cp -a /etc/alternatives "$root/etc/"
  printf '0123456789abcdef0123456789abcdef\n' > "$root/etc/machine-id"
  for file in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0; do
    IFS=: read -r unit major minor <<< "$file"
    mknod -m 666 "$root/dev/$unit" c "$major" "$minor"
  done
  : > "$root/dev/console"
  ln -s /proc/self/fd "$root/dev/fd"
  install -m 755 "$LAB_BUILD/directord" "$root/usr/sbin/directord"
  install -m 755 "$LAB_BUILD/directorctl" "$root/usr/bin/directorctl"
  install -m 644 "$LAB_ROOT/Packaging/directord.service" "$root/etc/systemd/system/"
  # What a real machine needs besides is left out.
  local units=/usr/lib/systemd/system
  mount -t tmpfs -o mode=755 tmpfs "$root$units"
  cp -a $units/{basic,sysinit,sockets,timers,paths,slices,local-fs,local-fs-pre,swap,shutdown,umount,network}.target \
    $units/systemd-journald{.service,.socket,-dev-log.socket} "$root$units/"
  printf '[Unit]\nRequires=basic.target systemd-journald.service\nAfter=basic.target\n' > "$root/etc/systemd/system/lab.target"
}

# begin_systemd MACHINE ROOT: boots the root on the machine.
begin_systemd() {
  # Not below /sys, which is another one on each machine.
  local group=$work/groups
  mkdir -p "$group"
  mount -t cgroup2 cgroup2 "$group" && mkdir -p "$group/lab-$1" || fail "there are no control groups"
  LAB_GROUP=$group/lab-$1 begin systemd "$1" bash -c '
    echo $$ > "$LAB_GROUP/cgroup.procs"
    exec unshare --mount --pid --cgroup --uts --ipc --fork --kill-child bash -c "
      mount -t proc proc $1/proc
      mount -t sysfs sysfs $1/sys
      mount -t cgroup2 cgroup2 $1/sys/fs/cgroup
      mount -t tmpfs -o mode=755 tmpfs $1/run
      mount -t devpts -o newinstance,ptmxmode=666 devpts $1/dev/pts
      ln -sf pts/ptmx $1/dev/ptmx
      cd $1
      exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=lab chroot $1 /lib/systemd/systemd \
        --unit=lab.target --log-target=console --show-status=false"' _ "$2"
  within 5 "systemd is process 1" has_started
  process_one=$(pgrep -P "${running[systemd]}" | head -n 1)
  within 60 "systemd is up" in_systemd systemctl is-active -q lab.target
}
has_started() { pgrep -P "${running[systemd]}" > /dev/null; }

# in_systemd COMMAND...: runs it there.
in_systemd() {
  nsenter -t "$process_one" -m -p -C -n -i -u -r -w env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    SYSTEMD_PAGER=cat LANG=C.UTF-8 "$@"
}

# property NAME: what systemd says of the unit.
property() { in_systemd systemctl show -P "$1" directord; }

# journal: what the unit and systemd of it have said.
journal() { in_systemd journalctl -u directord -o cat --no-pager; }
