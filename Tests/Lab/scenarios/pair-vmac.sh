# A pair of NAT directors with virtual hardware addresses: one dies, and neither clients nor real servers notice
pair_network
web server1
web server2
as lb1 pair_configuration 150 use_vmac | as lb1 configuration
as lb2 pair_configuration 100 use_vmac | as lb2 configuration
# learnt MACHINE ADDRESS: the hardware address that it has for it.
learnt() { ip -n "$1" neigh show "$2" | awk '{ print $5 }'; }

as lb1 start_directord
within 20 "the first one is master" as lb1 stands outside master
as lb2 start_directord
within 20 "the other is its backup" as lb2 stands inside backup
within 20 "a client is served" answers client http://192.168.3.108/ server1
expect "by the virtual hardware address" is "$(learnt client 192.168.3.108)" 00:00:5e:00:01:33
expect "the real servers go back by the other" is "$(learnt server1 10.0.0.1)" 00:00:5e:00:01:34

# What a dead machine has left says nothing.
finish lb1 KILL || true
ip -n lb1 link del vrrp.51
ip -n lb1 link del vrrp.52
within 10 "the other takes over" as lb2 stands outside master
within 10 "the client goes on" ask client http://192.168.3.108/
expect "on both real servers" is "$(answered_by client http://192.168.3.108/ 4)" "server1 2 server2 2"
expect "by the same hardware address" is "$(learnt client 192.168.3.108)" 00:00:5e:00:01:33
expect "and the same way back" is "$(learnt server1 10.0.0.1)" 00:00:5e:00:01:34

as lb1 start_directord
within 20 "it comes back, and preempts" as lb1 stands outside master
within 10 "the client goes on" ask client http://192.168.3.108/
