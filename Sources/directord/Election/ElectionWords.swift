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
  /// Hand over, and stay out of elections; forced: whether anybody takes over or not.
  case drain(isForced: Bool)
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
  /// `on`: what may say so again and again; nil: nothing does.
  case said(Gravity, String, on: String? = nil)
  /// The orders up to this ping are carried out; with what the kernel refuses.
  case turned(UInt64, refusals: [String])
  /// What has come of a drain.
  case drainEnded(DrainOutcome)
  case status(ElectionStatus)
  case foreseen(Foresight)
  /// A session of BFD is up, or no longer.
  case sessionChanged(name: String, isUp: Bool)
  /// The thread has ended, and holds no address; with the reason if nobody asked for it.
  case ended(String?)

  /// How much a line matters.
  enum Gravity: Hashable, Sendable {
    case error, warning, notice, info
  }
}
