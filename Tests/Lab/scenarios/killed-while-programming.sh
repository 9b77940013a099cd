# A run that is killed while it programs a thousand services leaves nothing that the next one does not know
network outside
machine director outside 192.168.3.108/24

# services FIRST: a thousand of them, whose real servers nothing checks.
services() {
  seq "$1" $(($1 + 999)) | awk '{
    print "virtual_server fwmark " $1 " {\n lb_algo rr\n lb_kind NAT\n protocol TCP"
    print " real_server 10.0.0.2 80 {\n }\n real_server 10.0.0.3 80 {\n }\n}"
  }'
}

marks() { on director awk '$1 == "FWM" { print $2 }' /proc/net/ip_vs | sort; }
stand() { diff <(seq "$1" $(($1 + 999)) | awk '{ printf "%08X\n", $1 }' | sort) <(marks) > "$work/difference"; }
has_begun() { on director grep -q FWM /proc/net/ip_vs; }

for first in 501 1; do
  services $((first == 1 ? 501 : 1)) | configuration
  launch_directord
  within 60 "the table is being programmed" has_begun
  finish director KILL
  services $first | configuration
  start_directord
  within 60 "those of the new file stand and no others" stand $first
  finish director TERM
  expect "nothing is left" not has_begun
done
