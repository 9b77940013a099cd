# The doctor's set-up of firewall marks: the NAT set-up, HTTP and HTTPS as one service, told by mark 7.
. "$doctor_files/nat.sh"

set_up() {
  local server
  nat_machines
  mark_rule
  for server in server1 server2; do
    web $server 80
    web $server 443
  done
  mark_configuration | configuration
  start_directord
  within 20 "both serve" marked 1 1
}

# mark_rule [OPTION...]: the rule that marks; what is given replaces "-d 192.168.3.108".
mark_rule() {
  local chain=${chain:-PREROUTING}
  (($#)) || set -- -d 192.168.3.108
  rule director -t mangle -A "$chain" "$@" -p tcp -m multiport --dports 80,443 -j MARK --set-mark 7
}

# mark_configuration [WORDS]: directord's file; the words stand in the service.
mark_configuration() {
  cat <<END
virtual_server fwmark 7 {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    delay_before_retry 0.5
    ${1:-}
    real_server 10.0.0.2 0 {
        TCP_CHECK {
            connect_port 80
        }
    }
    real_server 10.0.0.3 0 {
        TCP_CHECK {
            connect_port 443
        }
    }
}
END
}

# marked WEIGHT WEIGHT: the weights in the kernel's table.
marked() { is "$(table | awk '$1 == "->" { print $4 }' | xargs)" "$*"; }
