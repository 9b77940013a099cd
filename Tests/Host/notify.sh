# What hooks and pipes are told: as keepalived tells it, in order, with a drain's reason, over a reload and to the end
network lan
machine ours lan 10.0.0.1/8
machine theirs lan 10.0.0.2/8
cat > "$work/hook" <<END
#!/bin/bash
echo "\$*" >> "\$1.told"
echo "\${DIRECTORD_STATE:-}: \${DIRECTORD_DRAIN:-}" >> "\$1.environment"
END
printf '#!/bin/bash\nexec cat "$2" >> "$1"\n' > "$work/reader"
chmod 755 "$work/hook" "$work/reader"
# told MACHINE FILTER [WORDS]: its file, with hooks and pipes; keepalived has no group of one of them.
told() {
  cat <<END
global_defs {
    script_user root
    vrrp_notify_fifo $work/$1.fifo
    vrrp_notify_fifo_script "$work/reader $work/$1.lines"
    vrrp_notify_priority_changes on
    ${3:-}
}
vrrp_script judge {
    script "/bin/grep -q 0 $work/$1.verdict"
    interval 1
    weight -20
}
vrrp_sync_group both {
    group {
        one
        two
    }
    sync_group_tracking_weight
    notify "$work/hook $work/$1.group"
}
END
  for name in one two; do
    [[ $2 == *$name* ]] || continue
    cat <<END
vrrp_instance $name {
    state BACKUP
    interface eth0
    virtual_router_id $((50 + ${#1} + ${#name} + $([[ $name == two ]] && echo 1 || echo 0)))
    version 3
    advert_int 0.1
    priority 100
    notify_master "$work/hook $work/$1.$name master"
    notify_backup "$work/hook $work/$1.$name backup"
    notify_stop "$work/hook $work/$1.$name stop"
    notify "$work/hook $work/$1.$name"
    notify_deleted "$work/hook $work/$1.$name deleted"
    track_script {
        judge
    }
    virtual_ipaddress {
        10.1.${#1}.$((100 + $([[ $name == two ]] && echo 1 || echo 0)))/8
    }
}
END
  done
}
# lines MACHINE: what its pipe was told.
lines() { cat "$work/$1.lines" 2> /dev/null; }
# has_line MACHINE LINE
has_line() { lines "$1" | grep -qxF -- "$2"; }
same() { [[ $1 && $1 == "$2" ]]; }
for machine in ours theirs; do
  echo 0 > "$work/$machine.verdict"
  told "$machine" "one two" > "$work/$machine.conf"
done

as ours start_directord
keepalived theirs
for machine in ours theirs; do
  within 10 "$machine is master" has_line "$machine" 'INSTANCE "two" MASTER 100'
  within 5 "and so is its group" has_line "$machine" 'GROUP "both" MASTER 0'
  echo 1 > "$work/$machine.verdict"
  within 5 "$machine tells of a lower priority" has_line "$machine" 'INSTANCE "one" MASTER_PRIORITY 80'
  echo 0 > "$work/$machine.verdict"
  within 5 "and of the old one" has_line "$machine" 'INSTANCE "one" MASTER_PRIORITY 100'
done
expect "both pipes were told the same" same "$(lines ours | sort)" "$(lines theirs | sort)"
finish theirs TERM
expect "its hooks were told of their states, the special one first" \
  is "$(head -2 "$work/ours.one.told" | cut -d ' ' -f 2- | paste -sd,)" "backup,INSTANCE one BACKUP 100"
expect "a group's hook too" grep -q 'GROUP both MASTER 0$' "$work/ours.group.told"

expect "it is drained with a reason" \
  "$LAB_BUILD/directorctl" drain --force --reason "a disk is changed" --socket "$(as ours socket)"
within 5 "the pipe is told of it" has_line ours 'GROUP "both" BACKUP 0'
within 5 "a hook is told why" \
  grep -q '^drained: by root, with directorctl: a disk is changed$' "$work/ours.one.environment"
reason() { as ours status | grep -q 'by root, with directorctl: a disk is changed'; }
expect "the status shows it" reason
finish ours TERM
expect "it ends well" is $? 0
as ours start_directord
expect "after a restart it is still known" reason
expect "and said" says ours "drained by root, with directorctl: a disk is changed"
"$LAB_BUILD/directorctl" undrain --socket "$(as ours socket)"
within 10 "it is taken back" has_line ours 'INSTANCE "two" MASTER 100'

told ours one fifo_write_vrrp_states_on_reload > "$work/ours.conf"
: > "$work/ours.lines"
as ours reload
within 10 "one that a reload takes away is deleted" has_line ours 'INSTANCE "two" DELETED 100'
within 5 "the others' states are told again" has_line ours 'INSTANCE "one" MASTER 100'
within 5 "its hook was told" grep -q 'deleted$' "$work/ours.two.told"
finish ours TERM
expect "it ends well" is $? 0
expect "the pipe is told of the end" has_line ours 'INSTANCE "one" STOP 100'
expect "and gone" not test -e "$work/ours.fifo"
expect "its reader has ended" not pgrep -f "$work/reader"
