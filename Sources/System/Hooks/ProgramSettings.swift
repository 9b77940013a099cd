package import Health

/// Who programs run as.
package struct ProgramSettings: Sendable {
  /// A user that is not among them does not exist.
  package private(set) var users: [ScriptUser: Credentials] = [:]
  /// If nobody is named; nil: `script_user` does not exist.
  package private(set) var standard: Credentials? = .own
  /// `enable_script_security`: as root only a program runs that nobody but root can change.
  package private(set) var mustBeSafe = false

  /// Everything as whoever asks, for all that is known.
  package init() {}

  /// Looks everybody up, which may ask a directory service and wait for it: not for a loop.
  ///
  /// - Parameter areWhole: with all groups that a user belongs to.
  package init(
    naming users: [ScriptUser], standard user: ScriptUser?, areWhole: Bool, mustBeSafe: Bool
  ) {
    for user in Set(users) {
      self.users[user] = Credentials(user: user.user, group: user.group, isWhole: areWhole)
    }
    // keepalived's rule: this user if there is one, else our own.
    if let user {
      standard = Credentials(user: user.user, group: user.group, isWhole: areWhole)
    } else {
      // By its number, so that a program of ours finds its home too.
      standard =
        Credentials(user: "keepalived_script", isWhole: areWhole)
        ?? Credentials(user: "\(ThisProcess.user)") ?? .own
    }
    self.mustBeSafe = mustBeSafe
  }

  /// Of who is named, or of those who are not; nil: there is no such user.
  package func credentials(of user: ScriptUser?) -> Credentials? {
    guard let user else { return standard }
    return users[user]
  }
}
