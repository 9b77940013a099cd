# LDAP_CHECK, IMAP_CHECK, POP_CHECK and RADIUS_CHECK against OpenLDAP, Dovecot and FreeRADIUS
network lan
machine director lan 10.0.0.1/8
machine server1 lan 10.0.0.2/8
certificate

own=/run/slapd-own
mkdir -p $own/data
cat > $own/slapd.conf <<END
include /etc/ldap/schema/core.schema
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile $work/certificate.pem
TLSCertificateKeyFile $work/key.pem
database mdb
suffix "dc=example,dc=org"
rootdn "cn=probe,dc=example,dc=org"
rootpw secret
directory $own/data
END
slapadd -f $own/slapd.conf <<'END'
dn: dc=example,dc=org
objectClass: dcObject
objectClass: organization
dc: example
o: example
END
begin slapd server1 slapd -d 0 -f $own/slapd.conf -h "ldap:/// ldaps:///"

own=/run/dovecot-own
mkdir -p $own/base $own/mail
cat > $own/dovecot.conf <<END
base_dir = $own/base
protocols = imap pop3
listen = *
log_path = /dev/stderr
ssl = yes
ssl_cert = <$work/certificate.pem
ssl_key = <$work/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
mail_location = maildir:$own/mail/%u
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=mail gid=mail home=$own/mail/%u
}
END
chown -R mail $own/mail
begin dovecot server1 dovecot -F -c $own/dovecot.conf

own=/run/freeradius-own
cp -r /etc/freeradius/3.0 $own
sed -i 's/^\(\s*\)status_server = no/\1status_server = yes/' $own/radiusd.conf
cat > $own/clients.conf <<'END'
client director {
  ipaddr = 10.0.0.1
  secret = s3cret
}
END
echo 'probe Cleartext-Password := "secret"' > $own/mods-config/files/authorize
rm -f $own/mods-enabled/eap $own/sites-enabled/*
cat > $own/sites-enabled/default <<'END'
server default {
  listen {
    type = auth
    ipaddr = *
    port = 1812
  }
  authorize {
    Autz-Type Status-Server {
      ok
    }
    files
    pap
  }
  authenticate {
    Auth-Type PAP {
      pap
    }
  }
}
END
chmod -R a+rX $own
begin freeradius server1 freeradius -f -l stdout -d $own

passes 10.0.0.2 LDAP_CHECK 389 <<< ""
passes 10.0.0.2 LDAP_CHECK 389 <<< 'bind_dn "cn=probe,dc=example,dc=org"
  password secret
  base "dc=example,dc=org"'
passes 10.0.0.2 LDAP_CHECK 389 <<< 'tls starttls
  base "dc=example,dc=org"'
passes 10.0.0.2 LDAP_CHECK 636 <<< "tls implicit"
fails 'invalid credentials' 10.0.0.2 LDAP_CHECK 389 <<< 'bind_dn "cn=probe,dc=example,dc=org"
  password wrong'
fails 'no such object' 10.0.0.2 LDAP_CHECK 389 <<< 'base "dc=example,dc=com"'
fails 'not LDAP' 10.0.0.2 LDAP_CHECK 143 <<< ""

passes 10.0.0.2 IMAP_CHECK 143 <<< ""
passes 10.0.0.2 IMAP_CHECK 143 <<< "user probe
  password secret
  tls starttls"
passes 10.0.0.2 IMAP_CHECK 993 <<< "tls implicit"
fails 'answer to LOGIN' 10.0.0.2 IMAP_CHECK 143 <<< "user probe
  password wrong"
passes 10.0.0.2 POP_CHECK 110 <<< "user probe
  password secret"
passes 10.0.0.2 POP_CHECK 110 <<< "tls starttls"
passes 10.0.0.2 POP_CHECK 995 <<< "tls implicit"
fails 'answer to PASS' 10.0.0.2 POP_CHECK 110 <<< "user probe
  password wrong"
fails 'greeting' 10.0.0.2 POP_CHECK 143 <<< ""
passes 10.0.0.2 TCP_CHECK 143 <<< 'tls starttls
  expect "* OK"
  send "a STARTTLS\r\n"
  expect "a OK"
  starttls
  send "b NOOP\r\n"
  expect "b OK"'

passes 10.0.0.2 RADIUS_CHECK 1812 <<< "secret s3cret"
passes 10.0.0.2 RADIUS_CHECK 1812 <<< "secret s3cret
  user probe
  password secret"
fails 'Access-Reject' 10.0.0.2 RADIUS_CHECK 1812 <<< "secret s3cret
  user probe
  password wrong"
fails 'no answer to Status-Server' 10.0.0.2 RADIUS_CHECK 1812 <<< "secret wrong"
judge
