import Control
import Election
import Network
import VRRP

/// What the service loop tells the election.
enum ElectionOrder: Sendable {
  /// Another configuration is followed.
  case follow(ElectionPlan)
  /// A script's, a process's or a file's status has changed.
  case statusChanged(TrackedObject, TrackedStatus)
  case drain
  case undrain
  /// Hand over, then end.
  case stop
  /// Give up every address now, and end.
  case release
  /// Tell when all orders before this one are carried out.
  case ping(UInt64)
  /// Tell the status.
  case report
  /// Tell what following this would do.
  case foresee(ElectionPlan)
}

/// What the election tells the service loop.
enum ElectionNews: Sendable {
  case transition(Transition)
  /// A configuration is followed: how everything stands under its names.
  case followed([ObjectStanding])
  case rivalHeard(instance: String, Address)
  case priorityChanged(instance: String, UInt8)
  case notice(instance: String, Router.Notice)
  case said(Gravity, String)
  /// The orders up to this ping are carried out; with what the kernel refuses.
  case turned(UInt64, refusals: [String])
  case status(ElectionStatus)
  case foreseen(Foresight)
  /// A session of BFD is up, or no longer.
  case sessionChanged(name: String, isUp: Bool)
  /// The thread has ended, and holds no address; with the reason where nobody asked for it.
  case ended(String?)

  /// How much a line matters.
  enum Gravity: Hashable, Sendable {
    case error, warning, notice, info
  }
}
