import Network
import VRRP

/// A `vrrp_instance` as its statements leave it, before defaults and rules are applied.
struct RouterDraft {
  enum AuthenticationType { case password, header }

  /// Where the block begins, and its name.
  var word: Word
  var name: Word
  var isMaster = false
  var interface: String?
  var virtualRouter: UInt8?
  var priority: UInt8?
  var interval: Stated<Duration>?
  var forcesIPv6 = false
  var addresses: [Stated<VirtualAddress>] = []
  var excluded: [Stated<VirtualAddress>] = []
  var needsNoAddress = false
  var routes: [Node] = []
  var rules: [Node] = []
  var promotesSecondaries = false
  var noPreempt: Word?
  var preemptDelay: Stated<Duration>?
  var listening: Duration?
  var authenticationType: Stated<AuthenticationType>?
  var password: Stated<Password>?
  var hmac: Stated<HMACDraft>?
  var source: Stated<Address>?
  var tracksSource = false
  /// A word that speaks of unicast.
  var unicast: Word?
  var peers: [Stated<Carrier.Peer>] = []
  /// `unicast_fault_no_peer`
  var needsPeer: Word?
  var hopLimit: UInt8?
  var group: Stated<Address>?
  var tracks: [Stated<Track>] = []
  var tracksInterface = true
  var virtualInterface: VirtualInterfaceDraft?
  var sendsByParent: Word?
  var accepts: Bool?
  var hooks = TransitionHooks()
  var options = RouterOptions()

  /// In the operator's words.
  var title: String { "vrrp_instance \(name.text)" }

  /// What the instance is for: its addresses', or else that of whatever says one.
  var family: Family {
    if forcesIPv6 { return .ipv6 }
    let address =
      addresses.first?.value.address ?? source?.value ?? peers.first?.value.address
      ?? group?.value ?? excluded.first?.value.address
    return address?.family ?? .ipv4
  }
}

/// `use_vmac [[name] NAME] [MAC]`
struct VirtualInterfaceDraft {
  var word: Word
  var name: String?
  /// Six bytes, or the first five of them: the identifier is the last.
  var hardwareAddress: Word?
}
