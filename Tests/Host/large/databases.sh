# REDIS_CHECK, MYSQL_CHECK and PGSQL_CHECK against Redis, MariaDB and PostgreSQL: logins, roles, TLS
network lan
machine director lan 10.0.0.1/8
machine server1 lan 10.0.0.2/8
machine server2 lan 10.0.0.3/8
certificate

begin redis server1 redis-server --save '' --port 6379 --bind 0.0.0.0 --requirepass secret --dir "$work"
begin follower server2 redis-server --save '' --port 6379 --bind 0.0.0.0 --protected-mode no \
  --replicaof 10.0.0.2 6379 --masterauth secret --dir "$work"

own=/run/mariadb
mkdir -p $own/data
cp "$work/certificate.pem" "$work/key.pem" $own
mariadb-install-db --user=mysql --datadir=$own/data --skip-test-db > "$work/mariadb.install.log" 2>&1
cat > $own/start.sql <<'END'
CREATE USER probe@'%' IDENTIFIED BY 'secret';
CREATE USER open@'%';
END
chown -R mysql $own
begin mariadb server1 mariadbd --no-defaults --user=mysql --datadir=$own/data --socket=$own/socket \
  --init-file=$own/start.sql --ssl-cert=$own/certificate.pem --ssl-key=$own/key.pem \
  --skip-name-resolve --port=3306
mkdir -p $own/other
mariadb-install-db --user=mysql --datadir=$own/other --skip-test-db >> "$work/mariadb.install.log" 2>&1
chown -R mysql $own
begin reader server2 mariadbd --no-defaults --user=mysql --datadir=$own/other --socket=$own/other.socket \
  --init-file=$own/start.sql --skip-name-resolve --port=3306 --read-only=1

binaries=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
own=/run/postgresql-server
mkdir -p $own
chown postgres $own
as_postgres() { setpriv --reuid postgres --regid postgres --clear-groups "$@"; }
echo secret > $own/password
as_postgres "$binaries/initdb" -D $own/data -U probe -A scram-sha-256 --pwfile=$own/password > "$work/initdb.log" 2>&1
echo "host all all 0.0.0.0/0 scram-sha-256" >> $own/data/pg_hba.conf
begin postgres server1 setpriv --reuid postgres --regid postgres --clear-groups \
  "$binaries/postgres" -D $own/data -c listen_addresses='*' -c unix_socket_directories=$own
begin notmysql server1 socat TCP4-LISTEN:81,fork,reuseaddr EXEC:'echo hello there'

passes 10.0.0.2 REDIS_CHECK 6379 <<< "password secret"
passes 10.0.0.2 REDIS_CHECK 6379 <<< "password secret
  role primary"
passes 10.0.0.3 REDIS_CHECK 6379 <<< ""
passes 10.0.0.3 REDIS_CHECK 6379 <<< "role replica"
fails 'NOAUTH' 10.0.0.2 REDIS_CHECK 6379 <<< ""
fails 'WRONGPASS' 10.0.0.2 REDIS_CHECK 6379 <<< "password wrong"
fails 'it is a replica, expected a primary' 10.0.0.3 REDIS_CHECK 6379 <<< "role primary"
fails 'was to come' 10.0.0.2 REDIS_CHECK 81 <<< ""
passes 10.0.0.2 TCP_CHECK 6379 <<< 'send "AUTH secret\r\nPING\r\n"
  expect "+OK\r\n"
  expect_regex "^\+PONG"'
fails 'step 2 expects something else' 10.0.0.2 TCP_CHECK 6379 <<< 'send "PING\r\n"
  expect "+PONG"'

passes 10.0.0.2 MYSQL_CHECK 3306 <<< "user probe
  password secret"
passes 10.0.0.2 MYSQL_CHECK 3306 <<< "user open
  role primary"
passes 10.0.0.2 MYSQL_CHECK 3306 <<< "user probe
  password secret
  tls starttls"
passes 10.0.0.3 MYSQL_CHECK 3306 <<< "user open
  role replica"
passes 10.0.0.2 MYSQL_CHECK 3306 <<< ""
fails 'Access denied' 10.0.0.2 MYSQL_CHECK 3306 <<< "user probe
  password wrong"
fails 'it is a replica, expected a primary' 10.0.0.3 MYSQL_CHECK 3306 <<< "user open
  role primary"
fails 'not MySQL' 10.0.0.2 MYSQL_CHECK 81 <<< ""

passes 10.0.0.2 PGSQL_CHECK 5432 <<< ""
passes 10.0.0.2 PGSQL_CHECK 5432 <<< "user probe
  password secret
  database postgres
  role primary"
fails 'password authentication failed' 10.0.0.2 PGSQL_CHECK 5432 <<< "user probe
  password wrong
  database postgres"
fails 'it is a primary, expected a replica' 10.0.0.2 PGSQL_CHECK 5432 <<< "user probe
  password secret
  database postgres
  role replica"
fails 'does not exist' 10.0.0.2 PGSQL_CHECK 5432 <<< "user probe
  password secret
  database missing"
judge
