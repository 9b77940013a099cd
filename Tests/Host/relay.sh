# The mail of a virtual router's transition is taken by postfix and delivered
network lan
machine director lan 10.0.0.1/8
machine relay lan 10.0.0.25/8
relay relay
configuration <<END
global_defs {
    router_id lb1
    notification_email {
        ops@example.org
    }
    notification_email_from lb1@example.org
    smtp_server 10.0.0.25
    smtp_alert_vrrp on
}
vrrp_instance one {
    state BACKUP
    interface eth0
    virtual_router_id 51
    version 3
    advert_int 0.2
    priority 100
    virtual_ipaddress {
        10.0.0.200/8
    }
}
END
has_letter() { grep -qF -- "$1" <(letters relay); }
greets() { on director bash -c 'exec 3<> /dev/tcp/10.0.0.25/25; read -t 5 line <&3; [[ $line == 220* ]]'; }
within 30 "the relay is there" greets
start_directord
within 30 "the transition is told" has_letter "Subject: [lb1] vrrp_instance one - Entering MASTER state"
expect "to whom the file says" has_letter "To: ops@example.org"
expect "from whom the file says" has_letter "From: lb1@example.org"
