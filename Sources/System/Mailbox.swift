import CLinux
import Glibc
import Synchronization

/// Messages from any thread to the loop that polls `descriptor`, in the order in which they came.
package final class Mailbox<Message: Sendable>: Sendable {
  private let event: Descriptor
  private let messages = Mutex<[Message]>([])

  package init() throws(SystemError) {
    event = try Descriptor("eventfd", eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK)))
  }

  /// Readable while a message waits.
  package var descriptor: CInt { event.number }

  package func post(_ message: Message) {
    let wasEmpty = messages.withLock {
      $0.append(message)
      return $0.count == 1
    }
    // Only the first of several wakes the reader: it takes them all.
    if wasEmpty { eventfd_write(event.number, 1) }
  }

  /// Every message that waits; empty when there is none.
  package func takeAll() -> [Message] {
    // Emptied before the messages are taken: one posted between wakes the loop again.
    var count: eventfd_t = 0
    eventfd_read(event.number, &count)
    return messages.withLock {
      let all = $0
      $0 = []
      return all
    }
  }
}
