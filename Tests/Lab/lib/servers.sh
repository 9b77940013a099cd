# The words for real servers and for those who ask them.

# web MACHINE [PORT [TEXT]]: a web server whose page is its machine's name.
web() {
  local machine=$1 port=${2:-80} pages=$work/pages-$1-${2:-80}
  mkdir -p "$pages"
  echo "${3:-$machine}" > "$pages/index.html"
  begin "web-$machine-$port" "$machine" busybox httpd -f -p "$port" -h "$pages"
}

# dies MACHINE [PORT]: its web server is gone; returns MACHINE [PORT]: it is there again.
dies() { finish "web-$1-${2:-80}" KILL || true; }
returns() { web "$@"; }

# ask MACHINE URL [CURL-OPTION...]: what the page says.
ask() {
  local machine=$1 url=$2
  shift 2
  on "$machine" curl -sS --max-time 3 "$@" "$url"
}

# answers MACHINE URL TEXT: the page says this.
answers() { is "$(ask "$1" "$2" 2>&1)" "$3"; }

# answered_by MACHINE URL COUNT: who answered so many requests, each on a connection of its own, as
# "server1 2 server2 2".
answered_by() {
  on "$1" curl -s --max-time 3 -H 'Connection: close' "$2?[1-$3]" 2>&1 |
    sort | uniq -c | awk '{ printf "%s%s %s", (NR > 1 ? " " : ""), $2, $1 }'
}

# traffic MACHINE URL: asks one request after the other, each on a new connection, until traffic_ends.
traffic() {
  begin traffic "$1" curl -s -o /dev/null --max-time 3 --rate "${LAB_RATE:-20}/s" \
    -H 'Connection: close' -w '%{stderr}%{http_code} %{errormsg}\n' "$2?[1-100000]"
  within 15 "traffic flows" grep -q '^200' "$work/traffic.log"
}

# traffic_ends LEAST: once so many requests have been asked it ends, and every one was answered.
traffic_ends() {
  within 20 "$1 requests have been asked" have_been_asked "$1"
  finish traffic || true
  # curl was ended, perhaps within its last line: only whole lines count.
  sed -i -z 's/[^\n]*$//' "$work/traffic.log"
  local good bad
  good=$(grep -c '^200' "$work/traffic.log")
  bad=$(grep -vc '^200' "$work/traffic.log")
  ((bad == 0)) || fail "$bad of $((good + bad)) requests failed: $(grep -v '^200' "$work/traffic.log" | head -1)"
  seen "$good requests, none failed"
}
have_been_asked() { (($(wc -l < "$work/traffic.log") >= $1)); }

# ftp MACHINE [SETTING...]: vsftpd with anonymous access and one file, "name", that holds its machine's
# name.
ftp() {
  local machine=$1 files=/run/ftp-$1
  shift
  # vsftpd wants a folder that nobody can write to, on a file system that keeps owners.
  mkdir -p "$files" /run/vsftpd/empty
  echo "$machine" > "$files/name"
  printf '%s\n' listen=YES background=NO anonymous_enable=YES "anon_root=$files" \
    no_anon_password=NO seccomp_sandbox=NO secure_chroot_dir=/run/vsftpd/empty \
    ftpd_banner="$machine" "$@" > "$work/$machine.vsftpd.conf"
  begin "ftp-$machine" "$machine" vsftpd "$work/$machine.vsftpd.conf"
}

# certificate: a self-signed one for www.example.org, in $work/certificate.pem and $work/key.pem.
certificate() {
  [[ -e $work/key.pem ]] ||
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
      -subj /CN=www.example.org -addext subjectAltName=DNS:www.example.org \
      -keyout "$work/key.pem" -out "$work/certificate.pem" 2> /dev/null
}

# nginx MACHINE: a real web server with the lines of its "http" block that follow. Its pages are in
# $work/pages-MACHINE.
nginx() {
  local machine=$1 pages=$work/pages-$1 own=/run/nginx-$1
  mkdir -p "$pages" "$own"
  echo "$machine" > "$pages/index.html"
  certificate
  cat > "$own/nginx.conf" <<END
daemon off;
master_process off;
pid $own/pid;
error_log stderr;
events { }
http {
  access_log $work/$machine.access.log;
  client_body_temp_path $own/body;
  proxy_temp_path $own/proxy;
  fastcgi_temp_path $own/fastcgi;
  uwsgi_temp_path $own/uwsgi;
  scgi_temp_path $own/scgi;
  root $pages;
  ssl_certificate $work/certificate.pem;
  ssl_certificate_key $work/key.pem;
$(cat)
}
END
  begin "nginx-$machine" "$machine" nginx -e stderr -c "$own/nginx.conf"
}

# digest MACHINE [PAGE]: the MD5 of a page of nginx.
digest() { md5sum < "$work/pages-$1/${2:-index.html}" | cut -d ' ' -f 1; }

# smtp MACHINE: postfix on port 25, with TLS by STARTTLS.
smtp() {
  local machine=$1 own=/run/postfix-$1
  certificate
  mkdir -p "$own/spool" "$own/data" "$own/config"
  chown postfix "$own/data"
  printf '%s\n' compatibility_level=3.6 queue_directory="$own/spool" data_directory="$own/data" \
    mail_owner=postfix setgid_group=postdrop maillog_file=/dev/stdout inet_interfaces=all \
    myhostname="$machine.example.org" mydestination=localhost smtpd_tls_security_level=may \
    smtpd_tls_cert_file="$work/certificate.pem" smtpd_tls_key_file="$work/key.pem" \
    smtpd_peername_lookup=no maillog_file_prefixes=/dev \
    "$(cat "$own/config/more.cf" 2> /dev/null)" > "$own/config/main.cf"
  cat > "$own/config/master.cf" <<'END'
smtp      inet  n       -       n       -       -       smtpd
rewrite   unix  -       -       n       -       -       trivial-rewrite
proxymap  unix  -       -       n       -       -       proxymap
anvil     unix  -       -       n       -       1       anvil
tlsmgr    unix  -       -       n       1000?   1       tlsmgr
postlog   unix-dgram n  -       n       -       1       postlogd
END
  cat "$own/config/more-services" >> "$own/config/master.cf" 2> /dev/null || true
  begin "smtp-$machine" "$machine" postfix -c "$own/config" start-fg
}

# relay MACHINE: the same, and it takes mail for example.org: the letters are in `letters MACHINE`.
relay() {
  local own=/run/postfix-$1
  mkdir -p "$own/config" "$own/mail"
  chown postfix "$own/mail"
  cat > "$own/config/more.cf" <<END
virtual_mailbox_domains=example.org
virtual_mailbox_maps=static:all/
virtual_mailbox_base=$own/mail
virtual_uid_maps=static:$(id -u postfix)
virtual_gid_maps=static:$(id -g postfix)
mynetworks=0.0.0.0/0
END
  cat > "$own/config/more-services" <<'END'
cleanup   unix  n       -       n       -       0       cleanup
qmgr      unix  n       -       n       1       1       qmgr
bounce    unix  -       -       n       -       0       bounce
defer     unix  -       -       n       -       0       bounce
trace     unix  -       -       n       -       0       bounce
virtual   unix  -       n       n       -       -       virtual
END
  smtp "$1"
}

# letters MACHINE: what its relay has taken.
letters() { cat "/run/postfix-$1/mail/all/new/"* 2> /dev/null; }

# dies_smtp MACHINE: it is gone.
dies_smtp() { postfix -c "/run/postfix-$1/config" abort > /dev/null 2>&1 || true; }

# dns MACHINE: unbound, which knows example.org and refuses all else.
dns() {
  local machine=$1
  cat > "$work/$machine.unbound.conf" <<END
server:
  interface: 0.0.0.0
  interface-automatic: yes
  access-control: 0.0.0.0/0 allow
  do-daemonize: no
  username: ""
  chroot: ""
  pidfile: ""
  use-syslog: no
  module-config: "iterator"
  local-zone: "." refuse
  local-zone: "example.org" static
  local-data: "example.org. SOA ns.example.org. root.example.org. 1 2 3 4 5"
  local-data: "www.example.org. A 192.0.2.1"
remote-control:
  control-enable: no
END
  begin "dns-$machine" "$machine" unbound -d -c "$work/$machine.unbound.conf"
}

# ftp_helper -s|-x: this scenario uses ip_vs_ftp, together with others (-s), or takes it out of the kernel
# and needs it alone (-x). All scenarios of one kernel share it.
ftp_helper() {
  local lock
  exec {lock}> "$LAB_WORK/ftp-helper.lock"
  flock "$1" "$lock"
}
