# A pair: one dies without a word, the other takes over, a client goes on; the first comes back
pair_network
web server1
web server2
as lb1 pair_configuration 150 | as lb1 configuration
as lb2 pair_configuration 100 | as lb2 configuration
as lb1 start_directord
within 20 "the first one is master" as lb1 stands outside master
as lb2 start_directord
expect "it holds both addresses" as lb1 holds 192.168.3.108
expect "it holds both addresses" as lb1 holds 10.0.0.1
within 20 "a client is served" answers client http://192.168.3.108/ server1
within 20 "the other is its backup" as lb2 stands outside backup
expect "and holds nothing" not as lb2 holds 192.168.3.108

watch client 192.168.3.108
dead lb1 192.168.3.108/24 eth0 10.0.0.1/8 eth1
within 10 "the other takes over" as lb2 stands outside master
expect "with the outer address" as lb2 holds 192.168.3.108
expect "and the inner one" as lb2 holds 10.0.0.1
misses 1500
within 10 "the client goes on" ask client http://192.168.3.108/
expect "on both real servers" is "$(answered_by client http://192.168.3.108/ 4)" "server1 2 server2 2"

watch client 192.168.3.108
as lb1 start_directord
within 20 "it comes back, and preempts" as lb1 stands outside master
within 10 "the other gives way" as lb2 stands outside backup
within 5 "and lets go" not as lb2 holds 192.168.3.108
misses 500
within 10 "the client goes on" ask client http://192.168.3.108/
