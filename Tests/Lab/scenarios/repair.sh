# Somebody changes our table by hand: it is mended within 30 s; a service that is not ours is left alone
nat_network
web server1
web server2
on director ipvsadm -A -t 192.168.3.108:8080 -s lc
on director ipvsadm -a -t 192.168.3.108:8080 -r 10.0.0.9:80 -m -w 7

both() {
  nat_table
  cat <<END
TCP 192.168.3.108:8080 lc
  -> 10.0.0.9:80 Masq 7
END
}
nat_configuration | configuration
start_directord
both | becomes 15

on director ipvsadm -d -t 192.168.3.108:80 -r 10.0.0.2:80
on director ipvsadm -e -t 192.168.3.108:80 -r 10.0.0.3:80 -m -w 9
on director ipvsadm -a -t 192.168.3.108:80 -r 10.0.0.4:80 -m
both | becomes 31
expect "directord says so" says director "10.0.0.2:80"
why() { "$LAB_BUILD/directorctl" why --socket "$(socket)" "$1"; }
expect "and why tells it" grep -qF "in tcp 192.168.3.108:80: somebody else removed it; put back" <(why 10.0.0.2)
expect "whatever was changed" grep -qF "somebody else set weight 9; put back: weight" <(why 10.0.0.3)
both | stays 2
