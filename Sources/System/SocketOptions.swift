import Glibc

/// setsockopt(2); false if the kernel does not take it, with its reason in errno.
@discardableResult
func setOption<Value: BitwiseCopyable>(
  of socket: CInt, _ level: CInt, _ option: CInt, _ value: Value
) -> Bool {
  withUnsafePointer(to: value) {
    setsockopt(socket, level, option, $0, socklen_t(MemoryLayout<Value>.size)) == 0
  }
}

/// Makes a socket's buffers hold so many bytes; false if we are not permitted to and they only
/// grow as far as anybody's may.
func enlargeBuffers(of socket: CInt, receive: CInt, send: CInt? = nil) -> Bool {
  var isLarge = setOption(of: socket, SOL_SOCKET, SO_RCVBUFFORCE, receive)
  if !isLarge { setOption(of: socket, SOL_SOCKET, SO_RCVBUF, receive) }
  if let send, !setOption(of: socket, SOL_SOCKET, SO_SNDBUFFORCE, send) {
    isLarge = false
    setOption(of: socket, SOL_SOCKET, SO_SNDBUF, send)
  }
  return isLarge
}
