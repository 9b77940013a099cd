extension Rule {
  static let limits: [Rule] = []
}
