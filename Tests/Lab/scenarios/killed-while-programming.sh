# A run that is killed while it programs a thousand services leaves nothing that the next one does not know
network outside
machine director outside 192.168.3.108/24

# services FIRST: a thousand of them, whose real servers nothing checks.
services() {
  local number
  for ((number = $1; number < $1 + 1000; number++)); do
    cat <<END
virtual_server fwmark $number {
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.2 80 {
    }
    real_server 10.0.0.3 80 {
    }
}
END
  done
}

marks() { awk '$1 == "FWM" { print strtonum("0x" $2) }' <(on director cat /proc/net/ip_vs) | sort -n; }
has_marks() { is "$(marks | sed -n '1p;$p' | xargs) $(marks | wc -l)" "$1 $2 1000"; }
has_begun() { on director grep -q FWM /proc/net/ip_vs; }

for first in 501 1; do
  services $((first == 1 ? 501 : 1)) | configuration
  launch_directord
  within 30 "the table is being programmed" has_begun
  kill -KILL "${running[director]}"
  wait "${running[director]}"
  services $first | configuration
  start_directord
  within 60 "those of the new file stand and no others" has_marks $first $((first + 999))
  finish director TERM
  expect "nothing is left" not has_begun
done
