import CCurl

/// What a server may make this machine do in TLS besides its data: a handshake without end ends here.
///
/// OpenSSL reads messages for as long as they come, in one call, so that neither a deadline nor the
/// allowance of a turn can stop it. libcurl tells of each message and of each record that it is in; a
/// connection that goes over the bound is shut down, and the call ends with what was read already.
/// What one message may cost is bounded by what is offered (`ccurl_bound_handshake`).
final class HandshakeBound {
  /// Of all handshake messages. A chain of certificates has 100 KiB at most in OpenSSL.
  static let byteLimit = 128 << 10
  /// A handshake has about 8 from the server, tickets and a second handshake for a client's
  /// certificate included 20.
  static let messageLimit = 50
  /// What a record counts besides its bytes: they may be of one byte each.
  private static let record = 64

  private var bytes = 0
  private var messages = 0
  /// Why the connection was shut down; nil: it was not.
  private(set) var excess: String?

  /// What libcurl tells of, if it is a piece of TLS that came.
  func exceeds(
    with kind: curl_infotype, _ data: UnsafeMutablePointer<CChar>?, _ size: Int
  ) -> Bool {
    kind == CURLINFO_SSL_DATA_IN && exceeds(with: UnsafeRawBufferPointer(start: data, count: size))
  }

  /// Counts a piece that came: a record's header, its inner type (RFC 8446 §5.2), an alert or a
  /// handshake message. True if it is the one too many: then the connection is to be shut down.
  func exceeds(with piece: UnsafeRawBufferPointer) -> Bool {
    guard excess == nil else { return false }
    switch piece.count {
    case ...0: return false
    case 1: if piece[0] == Self.handshake { bytes += Self.record }
    // An alert: OpenSSL has its own bound.
    case 2, 3: return false
    // A record's header has the major version in its second byte, a message of 5 bytes a 0.
    case 5 where piece[1] == 3: if piece[0] == Self.handshake { bytes += Self.record }
    default:
      bytes += piece.count
      messages += 1
    }
    if messages > Self.messageLimit {
      excess = "more than \(Self.messageLimit) handshake messages came"
    } else if bytes > Self.byteLimit {
      excess = "more than \(Self.byteLimit >> 10) KiB of handshake messages came"
    }
    return excess != nil
  }

  /// The content type `handshake` of RFC 8446 §5.1.
  private static let handshake: UInt8 = 22
}
