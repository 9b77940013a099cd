# The doctor's pair of NAT directors with the kernel's sync daemon between them.
#
#   client ── outside ── eth0 lb1, lb2   eth1 ── inside ── server1, server2
#   .10                  .1, .2 / .108   .11, .12 / .1     10.0.0.2  10.0.0.3

director=lb1
moving="lb1 lb2"
servers=(server1 server2)
sync='global_defs {
    lvs_sync_daemon eth1 inside id 7
}'

set_up() {
  pair_network
  rule lb1 -t nat -A POSTROUTING -s 10.0.0.0/8 -o eth0 -j MASQUERADE
  rule lb2 -t nat -A POSTROUTING -s 10.0.0.0/8 -o eth0 -j MASQUERADE
  web server1
  web server2
  lb1_file | as lb1 configuration
  lb2_file | as lb2 configuration
  as lb1 start_directord
  within 20 "lb1 is master" as lb1 stands inside master
  as lb2 start_directord
  within 20 "lb2 is its backup" as lb2 stands inside backup
  within 10 "lb1 sends" is_role lb1 master
  within 10 "lb2 receives" is_role lb2 backup
}

# lb1_file, lb2_file [SED-COMMAND]: directord's file.
lb1_file() { sync_file 150 "$@"; }
lb2_file() { sync_file 100 "$@"; }
sync_file() { { echo "$sync"; pair_configuration "$1"; } | sed "s/advert_int 0.2/advert_int 1/; ${2:-}"; }

# differ LB1-SED LB2-SED: both read a file that is changed so, until the end of the row.
differ() {
  lb1_file "$1" | as lb1 configuration
  lb2_file "$2" | as lb2 configuration
  as lb1 reload
  as lb2 reload
  later agree
}
# agree: both have their files again, and their roles.
agree() {
  lb1_file | as lb1 configuration
  lb2_file | as lb2 configuration
  as lb1 reload
  as lb2 reload
  within 10 "lb1 is master" as lb1 stands inside master
  within 10 "lb2 is its backup" as lb2 stands inside backup
  within 10 "lb1 sends" is_role lb1 master
  within 10 "lb2 receives" is_role lb2 backup
}

# is_role MACHINE ROLES: which of its sync daemons run.
is_role() { is "$(on "$1" ipvsadm --list --daemon | awk '/sync/ { print $1 }' | xargs)" "$2"; }

served() { asked client http://192.168.3.108/; }
