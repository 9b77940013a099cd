# The doctor's pair: two directors that hold an address between them, and a client. On this machine's own
# kernel, in network namespaces.
#
#   client ── lan ── lb1, lb2
#   .10              .1   .2   both: .100

director=lb1
moving="lb1 lb2"

set_up() {
  network lan
  machine lb1 lan 192.0.2.1/24
  machine lb2 lan 192.0.2.2/24
  machine other lan 192.0.2.3/24
  machine client lan 192.0.2.10/24
  lb1_file | as lb1 configuration
  lb2_file | as lb2 configuration
  as lb1 start_directord
  within 20 "lb1 is master" as lb1 stands one master
  as lb2 start_directord
  within 20 "lb2 is its backup" as lb2 stands one backup
}

# lb1_file, lb2_file [SED-COMMAND]: directord's file.
lb1_file() { pair_file 150 "$@"; }
lb2_file() { pair_file 100 "$@"; }
pair_file() {
  sed "${2:-}" <<END
vrrp_instance one {
    state BACKUP
    interface eth0
    virtual_router_id 51
    version 3
    advert_int 0.5
    priority $1
    virtual_ipaddress {
        192.0.2.100/24
    }
}
END
}

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
  within 10 "lb1 is master" as lb1 stands one master
  within 10 "lb2 is its backup" as lb2 stands one backup
}

drain() { "$LAB_BUILD/directorctl" drain --socket "$(socket)" --reason test --force; }
undrain() { "$LAB_BUILD/directorctl" undrain --socket "$(socket)"; }

served() { on client ping -c 1 -W 1 192.0.2.100; }

# two_masters: both hold the address.
two_masters() { as lb1 stands one master && as lb2 stands one master; }
