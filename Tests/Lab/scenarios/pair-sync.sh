# A pair with the kernel's sync daemon: a connection that stands outlives the director that made it, and a drain
pair_network
web server1
web server2
sync="global_defs {
    lvs_sync_daemon eth1 inside id 7
}"
as lb1 pair_configuration 150 nopreempt | { echo "$sync"; cat; } | as lb1 configuration
as lb2 pair_configuration 100 nopreempt | { echo "$sync"; cat; } | as lb2 configuration
for server in server1 server2; do
  head -c 24000000 /dev/zero > "$work/pages-$server-80/long"
done

# roles MACHINE: which of its sync daemons run.
roles() { on "$1" ipvsadm --list --daemon | awk '/sync/ { print $1 }' | xargs; }
sends() { is "$(roles "$1")" master; }
receives() { is "$(roles "$1")" backup; }
# fetch NAME SECONDS PORT: a page that takes its time, from a port of the client's.
fetch() {
  begin "$1" client curl -sS --max-time 60 --local-port "$3" --limit-rate $((24000000 / $2)) -o "$work/$1.page" \
    -w '%{http_code} %{size_download}\n' http://192.168.3.108/long
}
# knows MACHINE PORT: the other one has told it of the connection.
knows() { on "$1" ipvsadm -Lnc | grep "ESTABLISHED 192.168.3.10:$2 "; }
arrives() { ! runs "$1" && says "$1" "200 24000000"; }

as lb1 start_directord
within 20 "the first one is master" as lb1 stands inside master
within 10 "its sync daemon sends" sends lb1
as lb2 start_directord
within 20 "the other is its backup" as lb2 stands inside backup
within 10 "and receives" receives lb2
within 20 "a client is served" ask client http://192.168.3.108/

fetch first 15 40001
within 10 "the backup knows the connection" knows lb2 40001
finish lb1 KILL || true
on lb1 ip address del 192.168.3.108/24 dev eth0
on lb1 ip address del 10.0.0.1/8 dev eth1
within 10 "the other takes over" as lb2 stands outside master
within 10 "and sends from now on" sends lb2
within 30 "the connection has outlived its director" arrives first

as lb1 start_directord
within 20 "the first one comes back, and does not preempt" as lb1 stands inside backup
within 10 "what it left runs in the other role" receives lb1
fetch second 15 40002
within 10 "it learns the connection" knows lb1 40002
kill -USR1 "${running[lb2]}"
within 10 "the other is drained" as lb2 stands inside drained
within 10 "and receives" receives lb2
within 10 "the first one sends" sends lb1
within 30 "the connection has outlived the drain" arrives second
finish lb1 TERM
expect "with its end its sync daemon ends" is "$(roles lb1)" ""
