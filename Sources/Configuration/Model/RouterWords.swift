/// The blocks of VRRP, and those of BFD, whose words are known and which are not acted on.
extension Vocabulary {
  static let instance = Vocabulary(
    "vrrp_instance",
    acted: """
      state interface virtual_router_id priority advert_int authentication auth_hmac \
      virtual_ipaddress virtual_ipaddress_excluded no_virtual_ipaddress virtual_routes \
      virtual_rules promote_secondaries nopreempt preempt preempt_delay listen unicast_src_ip \
      mcast_src_ip unicast_peer unicast_ttl check_unicast_src mcast_dst_ip track_src_ip \
      \(tracks) dont_track_primary \(notifies) notify_master_rx_lower_pri notify_deleted \
      notify_priority_changes garp_master_delay garp_master_repeat garp_master_refresh \
      garp_master_refresh_repeat garp_lower_prio_delay garp_lower_prio_repeat \
      lower_prio_no_advert higher_prio_send_advert owner_ignore_adverts version native_ipv6 \
      use_vmac vmac_xmit_base accept no_accept strict_mode skip_check_adv_addr \
      v3_checksum_as_v2 down_timer_adverts
      """,
    later: """
      track_bfd smtp_alert garp_extra_if vmac_garp_intvl use_vmac_addr use_ipvlan vrf \
      timer_expired_backup thread_timer_expired kernel_rx_buf_size old_unicast_checksum \
      unicast_fault_no_peer linkbeat_use_polling
      """,
    idle: "debug",
    obsolete: [
      "lvs_sync_daemon_interface": "write 'lvs_sync_daemon INTERFACE INSTANCE' in global_defs"
    ],
    inner: ["track_bfd": ""])

  static let syncGroup = Vocabulary(
    "vrrp_sync_group",
    acted: "group \(tracks) \(notifies) notify_priority_changes sync_group_tracking_weight",
    later: "track_bfd smtp_alert", idle: "global_tracking", inner: ["track_bfd": ""])

  static let trackedScript = Vocabulary(
    "vrrp_script", acted: "script interval timeout weight rise fall user init_fail")

  static let trackedProcess = Vocabulary(
    "vrrp_track_process",
    acted: """
      process param_match weight quorum quorum_max fork_delay terminate_delay delay full_command
      """)

  static let trackedFile = Vocabulary("track_file", acted: "file weight init_file")

  static let authentication = Vocabulary("authentication", acted: "auth_type auth_pass")

  static let hmac = Vocabulary(
    "auth_hmac", acted: "key active_key anti_replay time_window mode")

  private static let tracks = "track_interface track_script track_file track_process"

  private static let notifies = "notify notify_master notify_backup notify_fault notify_stop"

  private static let idleRouterBlocks: [Vocabulary] = [
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
  ]

  /// A block that is not acted on, by its name.
  static func surveyed(_ name: String) -> Vocabulary? { byName[name] }

  private static let byName: [String: Vocabulary] = Dictionary(
    (idleRouterBlocks + idleCheckers).map { ($0.name, $0) },
    uniquingKeysWith: { first, _ in first })
}
