extension Rule {
  static let machine: [Rule] = []
}
