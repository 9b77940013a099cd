# net_namespace and net_namespace_ipvs: checks in one namespace, the table in another, directord started in a third
network inside
machine elsewhere
machine front
machine back inside 10.0.0.1/8
machine server1 inside 10.0.0.2/8
web server1
director=front
mkdir -p /run/front/runtime /run/front/state
cat > "$work/front.conf" <<END
net_namespace back
net_namespace_ipvs front
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo wrr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.2 80 {
        TCP_CHECK {
        }
    }
}
END
begin front elsewhere "$LAB_BUILD/directord" --config "$work/front.conf" --runtime-directory /run/front/runtime \
  --state-directory /run/front/state
within 15 "directord answers" status
becomes 15 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.2:80 Masq 1
END
expect "the namespace of the checks has no table" test -z "$(director=back && table)"
expect "the status reads the table where it is" is "$(real_server 10.0.0.2:80 .weight.kernel)" 1
expect "why finds nothing amiss in it" \
  not grep -q "does not have it" <("$LAB_BUILD/directorctl" why 10.0.0.2:80 --socket "$(socket)")
expect "a plan finds that nothing is to be changed" \
  "$LAB_BUILD/directorctl" plan "$work/front.conf" --socket "$(socket)"
dies server1
becomes 15 <<END
TCP 192.168.3.108:80 wrr
END
expect "it ends" finish front
expect "its service is gone" test -z "$(table)"
