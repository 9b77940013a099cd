extension Rule {
  static let ftp: [Rule] = []
}
