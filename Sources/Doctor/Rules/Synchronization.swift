extension Rule {
  static let synchronization: [Rule] = []
}
