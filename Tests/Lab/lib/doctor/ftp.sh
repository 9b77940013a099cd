# The doctor's set-up of FTP: the NAT set-up with vsftpd. ip_vs_ftp is one for the whole kernel: whoever
# takes it out does so alone.
. "$doctor_files/nat.sh"

set_up() {
  nat_machines
  on director busybox sysctl -qw net.ipv4.vs.conntrack=1
  modprobe ip_vs_ftp
  ftp_servers connect_from_port_20=YES
  ftp_configuration 21 | configuration
  start_directord
  within 20 "both serve" eval 'is "$(table | grep -c Masq)" 2'
}

# ftp_servers [SETTING...]: vsftpd on both, with these settings.
ftp_servers() {
  local server
  for server in server1 server2; do
    [[ ! -v "running[ftp-$server]" ]] || finish "ftp-$server" KILL
    ftp $server ftp_data_port=20 "$@"
  done
}

# ftp_configuration PORT [WORDS]: directord's file; the words stand in the service.
ftp_configuration() {
  local address
  printf '%s\n' "virtual_server 192.168.3.108 $1 {" 'delay_loop 1' 'lb_algo rr' "lb_kind NAT" \
    'protocol TCP' 'persistence_timeout 60' 'delay_before_retry 0.5' "${2:-}"
  for address in 10.0.0.2 10.0.0.3; do
    printf 'real_server %s %s {\nTCP_CHECK {\n}\n}\n' $address "$1"
  done
  echo '}'
}

# fetched [OPTION...]: a file comes, passive unless said otherwise, from the address that the server names.
fetched() {
  local port=${ftp_port:-21}
  (($#)) || set -- --ftp-pasv --disable-epsv --no-ftp-skip-pasv-ip
  on client curl -sS -f --fail-early -o /dev/null --max-time 4 "$@" "ftp://192.168.3.108:$port/name"
}
served() { fetched; }
active() { fetched --ftp-port - --disable-eprt; }

# unused_helper [COMMAND...]: ip_vs_ftp may go, and the command is run then. It stays for two minutes after a
# connection has ended, unless the connection goes with its real server: so there are none for a moment.
unused_helper() {
  local services
  services=$(< "$work/$director.conf")
  sets director net.ipv4.vs.expire_nodest_conn=1
  configuration <<< 'global_defs {
}'
  reload
  within 10 "nothing is served" is_empty
  soon 20 "ip_vs_ftp is not used" grep -q '^ip_vs_ftp [0-9]* 0 ' /proc/modules || return
  "$@"
  configuration <<< "$services"
  reload
}
is_empty() { is "$(table)" ""; }

# without_helper: ip_vs_ftp is out of the kernel.
without_helper() {
  unused_helper rmmod ip_vs_ftp
  within 20 "both serve" eval 'is "$(table | grep -c Masq)" 2'
}
