# A pair: one is drained by signal and by command, says so, stays drained over a restart, and comes back
pair_network
web server1
web server2
as lb1 pair_configuration 150 | as lb1 configuration
as lb2 pair_configuration 100 | as lb2 configuration
as lb1 start_directord
within 20 "the first one is master" as lb1 stands outside master
as lb2 start_directord
within 20 "the other is its backup" as lb2 stands inside backup
within 20 "a client is served" ask client http://192.168.3.108/

kill -USR1 "${running[lb1]}"
within 10 "it is drained by signal" as lb1 stands outside drained
within 10 "both instances are" as lb1 stands inside drained
within 10 "the other has taken over" as lb2 stands outside master
expect "and the first holds nothing" not as lb1 holds 192.168.3.108
within 5 "the client goes on" ask client http://192.168.3.108/

finish lb1 TERM
expect "it ends well" is $? 0
as lb1 start_directord
within 10 "it is drained after a restart" as lb1 stands outside drained
expect "and says so" says lb1 "was drained by SIGUSR1"
throughout 2 "it takes nothing" not as lb1 holds 192.168.3.108

expect "a command takes it back" "$LAB_BUILD/directorctl" undrain --socket /run/lb1/runtime/control.sock
within 20 "it preempts" as lb1 stands outside master
within 10 "the other gives way" as lb2 stands outside backup
within 10 "the client goes on" ask client http://192.168.3.108/

expect "a command drains it" "$LAB_BUILD/directorctl" drain --reason "a disk is changed" --socket /run/lb1/runtime/control.sock
within 10 "the other takes over" as lb2 stands inside master
within 5 "the client goes on" ask client http://192.168.3.108/
reason() { as lb1 status | grep -F "$1"; }
expect "the status says why" reason "by root, with directorctl: a disk is changed"
