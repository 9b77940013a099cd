extension Rule {
  static let tunnels: [Rule] = []
}
