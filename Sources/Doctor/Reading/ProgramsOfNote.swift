extension ProgramFacts {
  /// Programs that change what a director owns, or answer in its place, by the name that
  /// /proc/PID/comm gives (at most 15 bytes).
  package static let ofNote: Set<String> = [
    "keepalived", "ldirectord", "kube-proxy", "kube-router", "ipvsadm", "ipvsadm-save",
    "directord", "haproxy", "pacemakerd", "corosync", "ucarp", "vrrpd", "relianoid",
    "NetworkManager", "systemd-network", "dhclient",
    "dhcpcd", "wickedd", "connmand", "netplan", "firewalld", "ufw", "nft", "dockerd", "containerd",
    "charon", "charon-systemd", "pluto", "racoon", "bird", "zebra", "ospfd", "bgpd", "tailscaled",
    "fwknopd", "fail2ban-server",
  ]
}
