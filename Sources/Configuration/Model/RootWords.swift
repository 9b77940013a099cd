extension Vocabulary {
  /// Outside any block.
  static let root = Vocabulary(
    "the file's top level",
    acted: """
      global_defs virtual_server virtual_server_group SSL vrrp_instance vrrp_sync_group vrrp_script \
      vrrp_track_process track_file interface_up_down_delays static_ipaddress static_routes \
      static_rules
      """,
    later: """
      bfd_instance track_group garp_group linkbeat_interfaces linkbeat_use_polling net_namespace \
      net_namespace_ipvs namespace_with_ipsets instance use_pid_dir child_wait_time
      """,
    obsolete: ["vrrp_track_file": "write 'track_file'"],
    inner: [
      "bfd_instance": "bfd_instance", "garp_group": "garp_group", "track_group": "track_group",
    ])

  /// `global_defs`.
  static let global = Vocabulary(
    "global_defs",
    acted: """
      router_id script_user enable_script_security lvs_flush lvs_flush_on_stop \
      keep_table_on_stop lvs_timeouts rs_init_notifies checker_log_all_failures vrrp_version \
      vrrp_mcast_group4 vrrp_mcast_group6 vrrp_strict vrrp_skip_check_adv_addr \
      vrrp_check_unicast_src vrrp_garp_master_delay vrrp_garp_master_repeat \
      vrrp_garp_master_refresh vrrp_garp_master_refresh_repeat vrrp_garp_lower_prio_delay \
      vrrp_garp_lower_prio_repeat vrrp_garp_interval vrrp_gna_interval vrrp_min_garp \
      vrrp_down_timer_adverts vrrp_lower_prio_no_advert vrrp_higher_prio_send_advert \
      vrrp_owner_ignore_adverts v3_checksum_as_v2 default_interface vrrp_startup_delay \
      vrrp_delay_after_boot vmac_prefix notify_fifo notify_fifo_script vrrp_notify_fifo \
      vrrp_notify_fifo_script vrrp_notify_priority_changes fifo_write_vrrp_states_on_reload \
      lvs_sync_daemon vrrp_priority vrrp_no_swap vrrp_cpu_affinity vrrp_rt_priority \
      vrrp_rlimit_rttime
      """,
    later: """
      notification_email notification_email_from smtp_server smtp_connect_timeout \
      smtp_helo_name smtp_alert smtp_alert_vrrp smtp_alert_checker no_email_faults \
      no_checker_emails use_symlink_paths set_supplementary_groups startup_script \
      startup_script_timeout shutdown_script shutdown_script_timeout umask lvs_notify_fifo \
      lvs_notify_fifo_script vrrp_garp_extra_if vrrp_vmac_garp_intvl log_unknown_vrids \
      vmac_addr_prefix disable_local_igmp iproute_usr_dir iproute_etc_dir vrrp_iptables \
      vrrp_ipsets nftables nftables_priority nftables_counters nftables_ifindex nftables_ipvs \
      nftables_ipvs_priority nftables_ipvs_start_fwmark process_names process_name \
      vrrp_process_name checker_process_name bfd_process_name max_auto_priority \
      min_auto_priority_delay checker_priority bfd_priority checker_no_swap bfd_no_swap \
      checker_cpu_affinity bfd_cpu_affinity checker_rt_priority bfd_rt_priority \
      checker_rlimit_rttime bfd_rlimit_rttime vrrp_netlink_cmd_rcv_bufs \
      vrrp_netlink_cmd_rcv_bufs_force vrrp_netlink_monitor_rcv_bufs \
      vrrp_netlink_monitor_rcv_bufs_force lvs_netlink_cmd_rcv_bufs \
      lvs_netlink_cmd_rcv_bufs_force lvs_netlink_monitor_rcv_bufs \
      lvs_netlink_monitor_rcv_bufs_force process_monitor_rcv_bufs \
      process_monitor_rcv_bufs_force vrrp_rx_bufs_policy vrrp_rx_bufs_multiplier snmp_socket \
      enable_snmp_vrrp enable_snmp_checker enable_snmp_rfc enable_snmp_rfcv2 enable_snmp_rfcv3 \
      enable_traps snmp_vs_stats_update_interval snmp_rs_stats_update_interval enable_dbus \
      dbus_service_name dbus_no_interface_name json_version data_use_instance state_dump_file \
      stats_dump_file json_dump_file reload_check_config reload_time_file reload_repeat \
      reload_file include_check tmp_config_directory config_save_dir random_seed \
      linkbeat_use_polling
      """,
    // An interface that is missing, comes back or changes is followed anyway.
    idle: "dynamic_interfaces",
    obsolete: [
      "lvs_flush_onstop": "write 'lvs_flush_on_stop'",
      "lvs_process_name": "write 'checker_process_name'",
      "vrrp_rlimit_rtime": "write 'vrrp_rlimit_rttime'",
      "checker_rlimit_rtime": "write 'checker_rlimit_rttime'",
      "bfd_rlimit_rtime": "write 'bfd_rlimit_rttime'",
      "enable_snmp_keepalived": "write 'enable_snmp_vrrp'",
    ],
    inner: ["notification_email": ""])

  /// The file's `SSL`, for every `SSL_GET`.
  static let tls = Vocabulary("SSL", acted: "password ca certificate key")
}
