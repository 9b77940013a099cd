# The doctor's set-up of LocalNode: the director is one of its own real servers.
. "$doctor_files/nat.sh"

servers=(server1)

set_up() {
  nat_machines
  web director
  web server1
  cat <<END | configuration
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo rr
    lb_kind DR
    protocol TCP
    real_server 192.168.3.108 80 {
        TCP_CHECK {
        }
    }
    real_server 10.0.0.2 80 {
        lvs_method NAT
        TCP_CHECK {
        }
    }
}
END
  start_directord
  within 20 "the director serves itself" is_up 192.168.3.108:80
  within 20 "server1 serves" is_up 10.0.0.2:80
}
