extension Rule {
  static let routers: [Rule] = []
}
