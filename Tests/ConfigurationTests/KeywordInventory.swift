/// keepalived's keywords, block by block: the names are facts of its language.
enum KeywordInventory {
  static let pairs: [(block: String, keyword: String)] = blocks.flatMap { block, words in
    words.split { $0 == " " || $0 == "\n" }.map { (block, String($0)) }
  }

  private static let checks = """
    retry delay_before_retry warmup delay_loop alpha log_all_failures
    """
  private static let connection = """
    connect_ip connect_port bindto bind_port bind_if connect_timeout fwmark \(checks)
    """
  private static let page = "http_protocol virtualhost fast_recovery nb_get_retry url \(connection)"
  private static let tracks = "track_interface track_script track_file track_process track_bfd"
  private static let hooks = """
    notify notify_master notify_backup notify_fault notify_stop notify_priority_changes smtp_alert
    """
  private static let processWords = ["vrrp", "checker", "bfd"].map { process in
    ["priority", "no_swap", "cpu_affinity", "rt_priority", "rlimit_rttime", "rlimit_rtime"]
      .map { "\(process)_\($0)" }.joined(separator: " ")
  }.joined(separator: " ")
  private static let buffers = [
    "vrrp_netlink_cmd", "vrrp_netlink_monitor", "lvs_netlink_cmd", "lvs_netlink_monitor",
    "process_monitor",
  ].map { "\($0)_rcv_bufs \($0)_rcv_bufs_force" }.joined(separator: " ")

  private static let blocks: [(String, String)] = [
    (
      "top",
      """
      global_defs vrrp_instance vrrp_sync_group vrrp_script vrrp_track_process track_file
      vrrp_track_file virtual_server virtual_server_group SSL bfd_instance static_ipaddress
      static_routes static_rules track_group garp_group linkbeat_interfaces linkbeat_use_polling
      interface_up_down_delays net_namespace net_namespace_ipvs namespace_with_ipsets instance
      use_pid_dir child_wait_time
      """
    ),
    (
      "global_defs",
      """
      router_id notification_email notification_email_from smtp_server smtp_connect_timeout
      smtp_helo_name smtp_alert smtp_alert_vrrp smtp_alert_checker no_email_faults
      no_checker_emails checker_log_all_failures script_user enable_script_security
      use_symlink_paths set_supplementary_groups startup_script startup_script_timeout
      shutdown_script shutdown_script_timeout umask notify_fifo notify_fifo_script vrrp_notify_fifo
      vrrp_notify_fifo_script lvs_notify_fifo lvs_notify_fifo_script vrrp_notify_priority_changes
      fifo_write_vrrp_states_on_reload vrrp_version vrrp_mcast_group4 vrrp_mcast_group6 vrrp_strict
      vrrp_skip_check_adv_addr vrrp_check_unicast_src vrrp_garp_master_delay
      vrrp_garp_master_repeat vrrp_garp_master_refresh vrrp_garp_master_refresh_repeat
      vrrp_garp_lower_prio_delay vrrp_garp_lower_prio_repeat vrrp_garp_interval vrrp_gna_interval
      vrrp_min_garp vrrp_garp_extra_if vrrp_vmac_garp_intvl vrrp_down_timer_adverts
      vrrp_lower_prio_no_advert vrrp_higher_prio_send_advert vrrp_owner_ignore_adverts
      v3_checksum_as_v2 default_interface dynamic_interfaces vrrp_startup_delay
      vrrp_delay_after_boot log_unknown_vrids vmac_prefix vmac_addr_prefix disable_local_igmp
      iproute_usr_dir iproute_etc_dir vrrp_iptables vrrp_ipsets nftables nftables_priority
      nftables_counters nftables_ifindex nftables_ipvs nftables_ipvs_priority
      nftables_ipvs_start_fwmark lvs_sync_daemon lvs_timeouts lvs_flush lvs_flush_on_stop
      lvs_flush_onstop rs_init_notifies process_names process_name vrrp_process_name
      checker_process_name bfd_process_name lvs_process_name max_auto_priority
      min_auto_priority_delay \(processWords) \(buffers) vrrp_rx_bufs_policy
      vrrp_rx_bufs_multiplier snmp_socket enable_snmp_vrrp enable_snmp_keepalived
      enable_snmp_checker enable_snmp_rfc enable_snmp_rfcv2 enable_snmp_rfcv3 enable_traps
      snmp_vs_stats_update_interval snmp_rs_stats_update_interval enable_dbus dbus_service_name
      dbus_no_interface_name json_version data_use_instance state_dump_file stats_dump_file
      json_dump_file reload_check_config reload_time_file reload_repeat reload_file include_check
      tmp_config_directory config_save_dir random_seed linkbeat_use_polling
      """
    ),
    (
      "vrrp_instance",
      """
      state interface virtual_router_id priority advert_int authentication auth_hmac
      virtual_ipaddress virtual_ipaddress_excluded no_virtual_ipaddress virtual_routes
      virtual_rules promote_secondaries nopreempt preempt preempt_delay unicast_src_ip mcast_src_ip
      unicast_peer unicast_ttl unicast_fault_no_peer check_unicast_src old_unicast_checksum
      mcast_dst_ip track_src_ip \(tracks) dont_track_primary \(hooks) notify_master_rx_lower_pri
      notify_deleted garp_master_delay garp_master_repeat garp_master_refresh
      garp_master_refresh_repeat garp_lower_prio_delay garp_lower_prio_repeat garp_extra_if
      vmac_garp_intvl lower_prio_no_advert higher_prio_send_advert owner_ignore_adverts version
      native_ipv6 use_vmac use_vmac_addr vmac_xmit_base use_ipvlan vrf accept no_accept strict_mode
      skip_check_adv_addr v3_checksum_as_v2 down_timer_adverts timer_expired_backup
      thread_timer_expired kernel_rx_buf_size debug linkbeat_use_polling lvs_sync_daemon_interface
      """
    ),
    ("authentication", "auth_type auth_pass"),
    ("auth_hmac", "key active_key anti_replay time_window mode"),
    (
      "vrrp_sync_group",
      "group \(tracks) \(hooks) sync_group_tracking_weight global_tracking"
    ),
    ("vrrp_script", "script interval timeout weight rise fall user init_fail"),
    (
      "vrrp_track_process",
      """
      process param_match weight quorum quorum_max fork_delay terminate_delay delay full_command
      """
    ),
    ("track_file", "file weight init_file"),
    (
      "bfd_instance",
      """
      neighbor_ip neighbour_ip source_ip min_rx min_tx idle_tx multiplier passive ttl hoplimit
      max_hops multihop weight vrrp checker
      """
    ),
    ("SSL", "password ca certificate key"),
    ("garp_group", "garp_interval gna_interval interface interfaces"),
    ("track_group", "group"),
    ("virtual_server_group", "fwmark"),
    (
      "virtual_server",
      """
      lb_algo lvs_sched lb_kind lvs_method protocol delay_loop persistence_timeout
      persistence_granularity persistence_engine ops flag-1 flag-2 flag-3 sh-port sh-fallback
      mh-port mh-fallback hashed ha_suspend alpha omega quorum hysteresis quorum_up quorum_down
      inhibit_on_failure sorry_server sorry_server_inhibit sorry_server_lvs_method retry
      delay_before_retry warmup connect_timeout virtualhost smtp_alert weight ip_family snmp_name
      real_server
      """
    ),
    (
      "real_server",
      """
      weight lvs_method uthreshold lthreshold inhibit_on_failure notify_up notify_down alpha retry
      delay_before_retry warmup connect_timeout delay_loop smtp_alert virtualhost snmp_name
      TCP_CHECK HTTP_GET SSL_GET SMTP_CHECK DNS_CHECK MISC_CHECK PING_CHECK UDP_CHECK BFD_CHECK
      FILE_CHECK
      """
    ),
    ("TCP_CHECK", connection), ("PING_CHECK", connection),
    ("HTTP_GET", page), ("SSL_GET", "\(page) enable_sni sni_name tls_compliant"),
    (
      "url",
      """
      path digest status_code virtualhost regex regex_no_match regex_options regex_min_offset
      regex_max_offset regex_stack tls_compliant
      """
    ),
    ("SMTP_CHECK", "helo_name host \(connection)"), ("host", connection),
    ("DNS_CHECK", "type name \(connection)"),
    ("MISC_CHECK", "misc_path misc_timeout misc_dynamic user \(checks)"),
    ("UDP_CHECK", "payload require_reply min_reply_length max_reply_length \(connection)"),
    ("BFD_CHECK", "name \(checks)"), ("FILE_CHECK", "track_file weight \(checks)"),
    (
      "virtual_ipaddress",
      """
      dev scope brd broadcast label peer home -nodad mngtmpaddr noprefixroute autojoin no_track
      preferred_lft track_group use_vmac
      """
    ),
    (
      "virtual_routes",
      """
      unicast blackhole unreachable prohibit throw to src via gw from tos dsfield table protocol
      scope metric priority preference dev oif onlink encap expires mtu lock hoplimit advmss rtt
      rttvar reordering window cwnd ssthresh realms rto_min initcwnd initrwnd features quickack
      congctl pref ttl-propagate fastopen_no_cookie add prepend append or nexthop no_track
      track_group vrf
      """
    ),
    (
      "virtual_rules",
      """
      inet inet6 from to table lookup preference order priority tos dsfield fwmark realms
      suppress_prefixlength sup_pl suppress_ifgroup sup_group dev iif oif tunnel-id uidrange l3mdev
      protocol ipproto sport dport no_track track_group type goto nop blackhole unreachable prohibit
      """
    ),
    ("unicast_peer", "min_ttl max_ttl"), ("track_interface", "weight reverse noreverse"),
    (
      "lines",
      """
      include includer includem includew includeb includea @ @^ $ ${_PWD} ${_INSTANCE} ${_RANDOM}
      ${_ENV} ${_HASH} ${_BANG} ~SEQ ~SEQx ~LST
      """
    ),
  ]
}
