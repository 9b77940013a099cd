extension Rule {
  static let directRouting: [Rule] = []
}
