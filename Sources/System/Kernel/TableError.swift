import Glibc
package import IPVS

/// Why the kernel's IPVS table could not be read or changed at all.
package enum TableError: Error, Hashable, CustomStringConvertible {
  /// The kernel has no IPVS.
  case absent
  case notPermitted
  /// The kernel's answer did not come, or did not fit: what was asked may have been done or not.
  case timedOut
  case malformed(ReplyError)
  /// The kernel refused a question.
  case refused(Query, SystemError)
  case system(SystemError)

  /// What happened and what to do.
  package var description: String {
    switch self {
    case .absent:
      "the kernel has no IPVS: load its module (modprobe ip_vs), or try the configuration "
        + "without it (--shadow)"
    case .notPermitted:
      "the kernel does not let us at its IPVS table: that needs CAP_NET_ADMIN (run as root)"
    case .timedOut: "the kernel did not answer a request to IPVS"
    case .malformed(let error): "\(error)"
    case .refused(let query, let error):
      "the kernel refused to tell IPVS's \(query.words): \(error)"
    case .system(let error): "\(error)"
    }
  }
}

extension Query {
  fileprivate var words: String {
    switch self {
    case .services: "services"
    case .service(let key): "service \(key)"
    case .destinations(let key): "real servers of \(key)"
    case .information: "version"
    case .timeouts: "timeouts"
    case .syncDaemons: "synchronisation daemons"
    }
  }
}
