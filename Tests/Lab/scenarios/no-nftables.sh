# A kernel without nf_tables: that an address is accepted against its configuration is said, and all else goes on
network lan
machine director lan 192.0.2.1/24
machine client lan 192.0.2.10/24
configuration <<END
vrrp_instance one {
    interface eth0
    virtual_router_id 51
    version 3
    advert_int 0.2
    no_accept
    virtual_ipaddress {
        192.0.2.100/24
    }
}
END
start_directord
within 10 "it is master" stands one master
within 5 "it says what follows" says director "the kernel has no nf_tables: what is sent to 192.0.2.100 is accepted"
expect "the status says it too" grep -q "no nf_tables" <(status)
within 5 "the address answers" on client ping -c 1 -W 2 192.0.2.100
finish director
expect "it ends well" is $? 0
