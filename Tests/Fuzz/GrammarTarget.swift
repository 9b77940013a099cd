import Configuration

/// keepalived's language, from bytes to the typed model and to rendered diagnostics. An input is read up
/// to three times for each director that it names, and whatever it includes is itself: without
/// optimization that took 10 ms an input with eight files and a sequence of 260, so there are fewer.
let grammarTarget = FuzzTarget(name: "grammar", samples: grammarSamples.map { Array($0.utf8) }) {
  var context = Context(identifier: "lb1", environment: ["HOME": "/root"])
  context.limits.expansion = 1 << 16
  context.limits.sequence = 1_000
  context.limits.services = 4_096
  context.limits.files = 3
  let input = $0
  let reader: FileReader = { pattern, including in
    including == nil || pattern.hasSuffix("x.conf")
      ? [SourceFile(name: including == nil ? "main.conf" : pattern, contents: input)] : []
  }
  let result = load("main.conf", reading: reader, context: context)
  for diagnostic in result.diagnostics.prefix(4) { _ = diagnostic.rendered() }
}

private let grammarSamples = [
  """
  ! comment
  global_defs {
    router_id "a b"   # comment
    lvs_timeouts tcp 7200 tcpfin 30 udp 300
    script_user root :wheel
  }
  virtual_server 192.0.2.1 80 {
    delay_loop 2.5
    lb_algo mh
    mh-port
    lvs_method TUN type gue port 6080 csum
    persistence_timeout 60
    persistence_granularity 255.255.255.0
    protocol TCP
    quorum_up "/bin/x 'a b' \\x41\\101 c" root wheel
    sorry_server 192.0.2.9 80
    real_server 10.0.0.2 80 { weight 3
      HTTP_GET { url { path / status_code 200-299 301 digest d41d8cd98f00b204e9800998ecf8427e }
        connect_timeout 3 } }
    real_server 2001:db8::2 80 { SSL_GET { enable_sni virtualhost a.example:443 url { path /x } } }
  }
  """,
  """
  $PORT=80
  $CHECK=TCP_CHECK { \\
    connect_timeout 3 \\
    }
  $TWICE=$PORT ${PORT}
  @lb1 virtual_server_group g {
  ~SEQ(i, 1, 2, 9) 192.0.2.$i $PORT
  ~LST({a,b},{1,2},{3,4}) 198.51.100.${a}${b} 80
    192.0.2.100-120 80
    203.0.113.0/28 ${PORT}
    fwmark 5 inet6
  }
  @^lb1 }
  virtual_server group g { protocol TCP lb_algo rr
    lb_kind DR
    real_server 10.0.0.1 {
      $CHECK
      FTP_CHECK { user u
        password "p#w"
        passive epsv
        tls explicit } }
  }
  include x.conf
  includeb {a,b{c,d}}/*.conf
  notification_email { ${_ENV HOME} ${_RANDOM 1 9} ${_PWD} }
  """,
  """
  vrrp_instance VI_1 { state MASTER
    interface eth0\r
    virtual_ipaddress {
      192.0.2.1/24 dev eth0 }
    track_script { chk } }
  virtual_server fwmark 7 { ip_family inet6
    lb_algo sh \\
      extra
    lb_kind NAT
    real_server 2001:db8::1 8080 { MISC_CHECK { misc_path '/bin/true "x"' } uthreshold 9
    lthreshold 3 } }
  SSL { ca /a
   key /b }
  """,
  """
  global_defs { vrrp_strict off
    vrrp_garp_master_repeat 0
    lvs_sync_daemon eth1 inst a id 7 port 8848 group 224.0.0.81
    vrrp_notify_fifo /run/f root root
    vrrp_cpu_affinity 0 1 }
  vrrp_script s { script "/bin/x 'a b'"
    interval 0.5
    weight -20 reverse }
  track_file f { file /run/f
    init_file 3 overwrite }
  vrrp_track_process p { process a b c
    quorum 2
    quorum_max 3 }
  interface_up_down_delays { eth0 2.5 1
    eth1 255 }
  static_rules { inet6 from 2001:db8::/32 fwmark 0x1/0xff table 9 priority 5 }
  vrrp_instance a { interface eth0
    virtual_router_id 255
    priority 254
    advert_int 0.015
    version 3
    auth_hmac { key 1 "thirty-two bytes of a secret key"
      time_window 9 }
    use_vmac name v 00:00:5e:00:01
    virtual_ipaddress { 192.0.2.1/24 dev eth1 brd + label eth1:1 peer 192.0.2.9/30
  ~SEQ(i, 1, 40) 10.0.0.$i
    }
    virtual_routes { default via inet6 fe80::1 dev eth0 onlink metric 4294967295 }
    unicast_peer { 192.0.2.7 min_ttl 1 max_ttl 255 }
    track_script { s weight 253 noreverse }
    track_interface { eth1 weight -253 } }
  vrrp_instance b { interface eth1
    virtual_router_id 1
    state MASTER
    virtual_ipaddress { fe80::1/64 }
    authentication { auth_type AH
      auth_pass x } }
  vrrp_sync_group g { group { a
      b c }
    notify_master "/bin/m" u g }
  """,
]
