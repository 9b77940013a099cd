import CCrypto

/// The digest of bytes that come in pieces. It is a value: a copy goes on by itself.
package struct RunningDigest: Sendable {
  private let function: HashFunction
  private var context: Context

  package init(_ function: HashFunction) {
    self.function = function
    context = Context()
    EVP_DigestInit_ex(context.pointer, function.algorithm.digest, nil)
  }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    if !isKnownUniquelyReferenced(&context) { context = Context(copying: context) }
    EVP_DigestUpdate(context.pointer, bytes.baseAddress, bytes.count)
  }

  package mutating func update(_ bytes: some Collection<UInt8>) {
    let done: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
    if done == nil { Array(bytes).withUnsafeBytes { update($0) } }
  }

  /// The digest of all bytes so far; empty if libcrypto has no memory.
  package var value: [UInt8] {
    // To finish a context is its end.
    let last = Context(copying: context)
    return [UInt8](unsafeUninitializedCapacity: function.length) { buffer, count in
      let isDone = EVP_DigestFinal_ex(last.pointer, buffer.baseAddress, nil) == 1
      count = isDone ? function.length : 0
    }
  }

  /// The owner of libcrypto's state, which is written to by its only user alone.
  private final class Context: Sendable {
    nonisolated(unsafe) let pointer = EVP_MD_CTX_new()

    init() {}

    init(copying other: Context) { EVP_MD_CTX_copy_ex(pointer, other.pointer) }

    deinit { EVP_MD_CTX_free(pointer) }
  }
}
