# notify_down and notify_up run with their arguments, after the table has changed, and the pipe is told; one that hangs holds nothing up
nat_network
web server1
web server2
cat > "$work/hook" <<END
#!/bin/bash
echo "\$@ \$(ipvsadm -Ln | grep -c 10.0.0.2:80)" >> $work/told
END
printf '#!/bin/sh\nexec sleep 600\n' > "$work/hang"
printf '#!/bin/sh\nexec cat "$2" >> "$1"\n' > "$work/reader"
chmod 755 "$work/hook" "$work/hang" "$work/reader"

configuration <<END
global_defs {
    lvs_notify_fifo $work/fifo
    lvs_notify_fifo_script "$work/reader $work/lines"
}
virtual_server 192.168.3.108 80 {
    delay_loop 1
    lb_algo rr
    lb_kind NAT
    protocol TCP
    delay_before_retry 0.5
    real_server 10.0.0.2 80 {
        notify_down "$work/hook down 'the first one'"
        notify_up "$work/hook up"
        TCP_CHECK {
        }
    }
    real_server 10.0.0.3 80 {
        notify_down "$work/hang"
        notify_up "$work/hang"
        TCP_CHECK {
        }
    }
}
END
start_directord
becomes 15 <<END
TCP 192.168.3.108:80 rr
  -> 10.0.0.2:80 Masq 1
  -> 10.0.0.3:80 Masq 1
END

dies server2
dies server1
within 15 "the hook was told" grep -qx 'down the first one 0' "$work/told"
within 5 "and the pipe" grep -qx 'RS \[10.0.0.2\]:tcp:80 \[192.168.3.108\]:tcp:80 DOWN' "$work/lines"
within 5 "and told of the quorum" grep -qx 'VS \[192.168.3.108\]:tcp:80 DOWN' "$work/lines"
returns server1
returns server2
within 15 "and that it is back" grep -qx 'up 1' "$work/told"
within 5 "and so is the pipe" grep -qx 'RS \[10.0.0.2\]:tcp:80 \[192.168.3.108\]:tcp:80 UP' "$work/lines"
within 5 "with its quorum" grep -qx 'VS \[192.168.3.108\]:tcp:80 UP' "$work/lines"
becomes 15 <<END
TCP 192.168.3.108:80 rr
  -> 10.0.0.2:80 Masq 1
  -> 10.0.0.3:80 Masq 1
END
finish director TERM
expect "it ends well although a hook hangs" is $? 0
