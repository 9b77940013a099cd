# A pair: SIGTERM hands over first; a client under traffic hardly sees it, and hooks are told in order
pair_network
web server1
web server2
cat > "$work/hook" <<END
#!/bin/bash
echo "\$*" >> $work/told
END
chmod 755 "$work/hook"
as lb1 pair_configuration 150 "notify_master \"$work/hook master\"
    notify_stop \"$work/hook stop\"
    notify $work/hook" | as lb1 configuration
as lb2 pair_configuration 100 | as lb2 configuration
as lb1 start_directord
within 20 "the first one is master" as lb1 stands outside master
as lb2 start_directord
within 20 "the other is its backup" as lb2 stands outside backup
within 20 "a client is served" answers client http://192.168.3.108/ server1
within 10 "a hook was told" grep -qx master "$work/told"
within 10 "and the general one after it" \
  grep -qx 'INSTANCE outside MASTER 150' "$work/told"

traffic client http://192.168.3.108/
finish lb1 TERM
expect "it ends well" is $? 0
expect "it has let go of the outer address" not as lb1 holds 192.168.3.108
expect "and of the inner one" not as lb1 holds 10.0.0.1
expect "its hooks were told" grep -qx 'INSTANCE outside STOP 150' "$work/told"
expect "first the one of the state" \
  is "$(grep -A 1 -m 1 -x stop "$work/told" | head -1)" stop
within 5 "the other has taken over" as lb2 stands outside master
expect "with the outer address" as lb2 holds 192.168.3.108
expect "and the inner one" as lb2 holds 10.0.0.1
within 10 "traffic goes on" answers client http://192.168.3.108/ server2
