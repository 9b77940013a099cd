# Below its quorum a virtual server is answered by its sorry server, and the quorum's hooks tell of it
nat_network
web server1
web server2
web server2 8080 sorry
cat > "$work/hook" <<END
#!/bin/bash
echo "\$@ \$DIRECTORD_WEIGHT" >> $work/told
END
chmod 755 "$work/hook"

configuration <<END
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo wrr
    lb_kind NAT
    protocol TCP
    retry 0
    quorum 100%
    quorum_up "$work/hook up"
    quorum_down "$work/hook down"
    sorry_server 10.0.0.3 8080
    real_server 10.0.0.2 80 {
        weight 2
        TCP_CHECK {
        }
    }
    real_server 10.0.0.3 80 {
        inhibit_on_failure
        TCP_CHECK {
        }
    }
}
END
start_directord
becomes 15 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.2:80 Masq 2
  -> 10.0.0.3:80 Masq 1
END
expect "nobody is told of a quorum that was met from the start" not test -e "$work/told"

dies server1
becomes 15 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.3:80 Masq 0
  -> 10.0.0.3:8080 Masq 1
END
within 5 "the hook is told" grep -qx 'down 1' "$work/told"
expect "the sorry server answers" \
  is "$(answered_by client http://192.168.3.108/ 4)" "sorry 4"
expect "the status says so" \
  is "$(status --json | jq -c '.status.virtualServers[0] | [.quorum.met, .sorryServer.serving]')" \
  '[false,true]'

finish director KILL || true
start_directord
stays 3 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.3:80 Masq 0
  -> 10.0.0.3:8080 Masq 1
END

returns server1
becomes 15 <<END
TCP 192.168.3.108:80 wrr
  -> 10.0.0.2:80 Masq 2
  -> 10.0.0.3:80 Masq 1
END
within 5 "the hook is told" grep -qx 'up 3' "$work/told"
