# smtp-alert: a relay takes the mails of a real server that goes and comes, of its quorum and of a virtual router
nat_network
machine relay inside 10.0.0.25/8
begin letters relay python3 -u -W ignore -m smtpd -n -c DebuggingServer 0.0.0.0:25
web server1
web server2
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
vrrp_instance outside {
    state BACKUP
    interface eth0
    virtual_router_id 51
    version 3
    advert_int 0.2
    priority 100
    virtual_ipaddress {
        192.168.3.200/24
    }
}
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    retry 0
    quorum 2
    smtp_alert on
    real_server 10.0.0.2 80 {
        TCP_CHECK {
        }
    }
    real_server 10.0.0.3 80 {
        smtp_alert off
        TCP_CHECK {
        }
    }
}
END
has_letter() { says letters "$1"; }
start_directord

up() { [[ $(status --json | jq '[.status.virtualServers[].realServers[] | select(.state == "up")] | length') == "$1" ]]; }
within 60 "a virtual router's transition is told" has_letter "vrrp_instance outside - Entering MASTER state"
within 20 "both real servers are up" up 2
dies server1
dies server2
within 20 "both are gone" up 0
returns server1
returns server2
within 20 "both are back" up 2
# What happens within half a minute of a letter is told in the next.
within 90 "a real server that comes is told" has_letter "real server 10.0.0.2:80 of tcp 192.168.3.108:80 is UP"
within 60 "and its quorum" has_letter "virtual server tcp 192.168.3.108:80 has gained its quorum"
expect "that it went was told" has_letter "real server 10.0.0.2:80 of tcp 192.168.3.108:80 is DOWN"
expect "and of its quorum" has_letter "virtual server tcp 192.168.3.108:80 has lost its quorum"
expect "one whose smtp_alert is off is not" not has_letter "real server 10.0.0.3:80 of tcp 192.168.3.108:80 is DOWN"
expect "the letters are from and to whom the file says" has_letter "To: ops@example.org"
expect "and begin with the director's name" has_letter "Subject: [lb1] "
