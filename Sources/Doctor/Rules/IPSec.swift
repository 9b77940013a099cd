extension Rule {
  static let ipsec: [Rule] = []
}
