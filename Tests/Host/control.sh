# The control socket is its owner's alone, and survives whatever is written to it
network lan
machine director lan 10.0.0.1/8
nat_configuration | configuration
start_directord --shadow
expect "nobody else may speak to it" is "$(stat -c %a "$(socket)")" 600

for i in 1 2 3; do
  head -c 300000 /dev/urandom | timeout 5 busybox nc "local:$(socket)" > /dev/null 2>&1
done
write() { timeout 3 curl -s --unix-socket "$(socket)" "$@" > /dev/null 2>&1; }
write http://localhost/
write -X POST --data-binary "$(head -c 200000 /dev/zero | tr '\0' '[')" http://localhost/
expect "directord runs" runs director
within 15 "and answers" status
