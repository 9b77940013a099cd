# A pair whose services follow an instance: they stand in the table where it is master; with ha_suspend checks rest elsewhere
pair_network
web server1
web server2
follows() {
  pair_configuration "$1" | sed 's/^virtual_server .*/&\n    follow outside/'
  cat <<END
virtual_server 192.168.3.108 81 {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    ha_suspend
    real_server 10.0.0.2 80 {
        TCP_CHECK {
        }
    }
}
END
}
as lb1 follows 150 | as lb1 configuration
as lb2 follows 100 | as lb2 configuration
whole="TCP 192.168.3.108:80 wrr
  -> 10.0.0.2:80 Masq 1
  -> 10.0.0.3:80 Masq 1
TCP 192.168.3.108:81 rr
  -> 10.0.0.2:80 Masq 1"
# what a director has that has never had the address.
bare="TCP 192.168.3.108:81 rr"
as lb1 start_directord
within 20 "the first one is master" as lb1 stands outside master
as lb1 becomes 15 <<< "$whole"
as lb2 start_directord
within 20 "the other is its backup" as lb2 stands outside backup
within 10 "but knows its real servers" as lb2 is_up 10.0.0.3:80
as lb2 stays 3 <<< "$bare"
expect "its status says why they are out" grep -qF "not served here: it follows vrrp_instance outside, of which this director is not master" <(as lb2 status)
why() { "$LAB_BUILD/directorctl" why --socket "$(socket)" "$1"; }
expect "and so does why" grep -qF "10.0.0.3:80 is out of tcp 192.168.3.108:80 since" <(as lb2 why 10.0.0.3)
expect "its suspended check has not run" is "$(as lb2 status --json | jq '[.. | .checks? // empty | .[] | select(.result == null)] | length')" 1
within 10 "a client is served" ask client http://192.168.3.108/

finish lb1 TERM
within 10 "the other takes over" as lb2 stands outside master
as lb2 becomes 10 <<< "$whole"
within 5 "the client goes on" ask client http://192.168.3.108/
within 5 "also where checks were suspended" ask client http://192.168.3.108:81/
as lb1 start_directord
within 20 "the first one preempts" as lb1 stands outside master
as lb2 becomes 10 <<< "TCP 192.168.3.108:81 rr
  -> 10.0.0.2:80 Masq 1"
within 10 "the client goes on" ask client http://192.168.3.108/
told="tcp 192.168.3.108:80 is served here: this director is master of outside"
expect "who was master for a while still tells of it" grep -qF "$told" <(as lb2 why 10.0.0.3)
