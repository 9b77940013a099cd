/// The blocks of VRRP and BFD, whose words are known and whose blocks are not acted on.
extension Vocabulary {
  static let routerBlocks: [Vocabulary] = [
    instance, syncGroup,
    Vocabulary("vrrp_script", idle: "script interval timeout weight rise fall user init_fail"),
    Vocabulary(
      "vrrp_track_process",
      idle: """
        process param_match weight quorum quorum_max fork_delay terminate_delay delay full_command
        """),
    Vocabulary("track_file", idle: "file weight init_file"),
    Vocabulary(
      "bfd_instance",
      idle: """
        neighbor_ip neighbour_ip source_ip min_rx min_tx idle_tx multiplier passive ttl hoplimit \
        max_hops multihop weight vrrp checker
        """),
    Vocabulary(
      "garp_group", idle: "garp_interval gna_interval interface interfaces",
      inner: ["interfaces": ""]),
    Vocabulary("track_group", idle: "group", inner: ["group": ""]),
    Vocabulary("authentication", idle: "auth_type auth_pass"),
    Vocabulary("auth_hmac", idle: "key active_key anti_replay time_window mode"),
  ]

  private static let lists = [
    "track_interface": "", "track_script": "", "track_file": "", "track_process": "",
    "track_bfd": "",
  ]

  private static let notifies = "notify notify_master notify_backup notify_fault notify_stop"

  private static let syncGroup = Vocabulary(
    "vrrp_sync_group",
    idle: """
      group track_interface track_script track_file track_process track_bfd \(notifies) smtp_alert \
      notify_priority_changes sync_group_tracking_weight global_tracking
      """,
    inner: lists.merging(["group": ""]) { $1 })

  private static let instance = Vocabulary(
    "vrrp_instance",
    idle: """
      state interface virtual_router_id priority advert_int authentication auth_hmac \
      virtual_ipaddress virtual_ipaddress_excluded no_virtual_ipaddress virtual_routes \
      virtual_rules promote_secondaries nopreempt preempt preempt_delay unicast_src_ip \
      mcast_src_ip unicast_peer unicast_ttl unicast_fault_no_peer check_unicast_src \
      old_unicast_checksum mcast_dst_ip track_src_ip track_interface track_script track_file \
      track_process track_bfd dont_track_primary \(notifies) notify_master_rx_lower_pri \
      notify_deleted notify_priority_changes smtp_alert garp_master_delay garp_master_repeat \
      garp_master_refresh garp_master_refresh_repeat garp_lower_prio_delay \
      garp_lower_prio_repeat garp_extra_if vmac_garp_intvl lower_prio_no_advert \
      higher_prio_send_advert owner_ignore_adverts version native_ipv6 use_vmac use_vmac_addr \
      vmac_xmit_base use_ipvlan vrf accept no_accept strict_mode skip_check_adv_addr \
      v3_checksum_as_v2 down_timer_adverts timer_expired_backup thread_timer_expired \
      kernel_rx_buf_size debug linkbeat_use_polling lvs_sync_daemon_interface
      """,
    inner: lists.merging([
      "authentication": "authentication", "auth_hmac": "auth_hmac", "virtual_ipaddress": "",
      "virtual_ipaddress_excluded": "", "virtual_routes": "", "virtual_rules": "",
      "unicast_peer": "",
    ]) { $1 })

  /// A block that is not acted on, by its name.
  static func surveyed(_ name: String) -> Vocabulary? { byName[name] }

  private static let byName: [String: Vocabulary] = Dictionary(
    (routerBlocks + idleCheckers).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}
