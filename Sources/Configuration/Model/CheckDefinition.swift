package import Health

/// A checker block: what is probed, and when. There are tens of thousands, which the model, the
/// balancer and its checks all hold: the content is kept once, and a copy is a reference.
package struct CheckDefinition: Hashable, Sendable {
  private final class Content: Sendable {
    let kind: String
    let probe: Probe
    let timing: CheckTiming
    let position: Position

    init(_ kind: String, _ probe: Probe, _ timing: CheckTiming, _ position: Position) {
      self.kind = kind
      self.probe = probe
      self.timing = timing
      self.position = position
    }
  }

  private var content: Content

  package init(kind: String, probe: Probe, timing: CheckTiming, position: Position) {
    content = Content(kind, probe, timing, position)
  }

  /// `TCP_CHECK`, `HTTP_GET`, …
  package var kind: String {
    get { content.kind }
    set { content = Content(newValue, probe, timing, position) }
  }

  package var probe: Probe {
    get { content.probe }
    set { content = Content(kind, newValue, timing, position) }
  }

  /// Whether it connects: it runs no program, and looks at no file and no session.
  package var connects: Bool { content.probe.dialogue.connects }

  package var timing: CheckTiming {
    get { content.timing }
    set { content = Content(kind, probe, newValue, position) }
  }

  package var position: Position {
    get { content.position }
    set { content = Content(kind, probe, timing, newValue) }
  }

  package static func == (left: CheckDefinition, right: CheckDefinition) -> Bool {
    left.content === right.content
      || left.asksSame(as: right) && left.content.position == right.content.position
  }

  /// Wherever it stands in the file.
  package func asksSame(as other: CheckDefinition) -> Bool {
    content === other.content
      || content.probe == other.content.probe && content.timing == other.content.timing
        && content.kind == other.content.kind
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(content.kind)
    hasher.combine(content.probe)
  }
}
