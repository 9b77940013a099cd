import Configuration
import Glibc

/// Whether an interface is there, up and has a carrier.
@Sendable func linkState(_ name: String) -> Machine.Link {
  guard if_nametoindex(name) != 0 else { return errno == ENODEV ? .missing : .unknown }
  let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  guard descriptor >= 0 else { return .unknown }
  defer { close(descriptor) }
  var request = ifreq()
  withUnsafeMutableBytes(of: &request.ifr_ifrn.ifrn_name) { place in
    place.copyBytes(from: name.utf8.prefix(place.count - 1))
  }
  guard ioctl(descriptor, UInt(SIOCGIFFLAGS), &request) == 0 else { return .unknown }
  // IFF_UP and IFF_RUNNING, which are of one type in net/if.h and of another in linux/if.h.
  let wanted: Int16 = 0x1 | 0x40
  return request.ifr_ifru.ifru_flags & wanted == wanted ? .up : .down
}

@Sendable func hasDirectory(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}
