extension Rule {
  static let kernel: [Rule] = []
}
