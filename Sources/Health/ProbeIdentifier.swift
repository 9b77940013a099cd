/// Names one probe, once: a later probe of the same check has another `serial`.
package struct ProbeIdentifier: Hashable, Sendable {
  /// The check's place; places of removed checks are used again.
  package var check: Int
  package var serial: UInt32

  package init(check: Int, serial: UInt32) {
    self.check = check
    self.serial = serial
  }
}
