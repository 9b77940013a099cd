/// A request with the type of its answer: `.status` is answered by a `Status`.
package struct Query<Answer: Sendable>: Sendable {
  package let request: Request
  private let read: @Sendable (Response) -> Answer?

  private init(_ request: Request, _ read: @escaping @Sendable (Response) -> Answer?) {
    self.request = request
    self.read = read
  }

  /// The answer in `response`; nil if it is a failure or of another kind.
  package func answer(in response: Response) -> Answer? { read(response) }
}

extension Query where Answer == Status {
  package static var status: Self {
    Self(.status) { if case .status(let status) = $0 { status } else { nil } }
  }
}

extension Query where Answer == Plan {
  package static func plan(file: String) -> Self {
    Self(.plan(file: file)) { if case .plan(let plan) = $0 { plan } else { nil } }
  }
}

extension Query where Answer == Why {
  package static func why(realServer: String) -> Self {
    Self(.why(realServer: realServer)) { if case .why(let why) = $0 { why } else { nil } }
  }
}

extension Query where Answer == Reload {
  package static var reload: Self { reading(.reload) }
  package static var revert: Self { reading(.revert) }

  package static func apply(file: String, within seconds: Double?) -> Self {
    reading(.apply(file: file, within: seconds))
  }

  private static func reading(_ request: Request) -> Self {
    Self(request) { if case .reload(let reload) = $0 { reload } else { nil } }
  }
}

/// The answer is a sentence, or some lines.
extension Query where Answer == String {
  package static var undrain: Self { doing(.undrain) }
  package static var maintenanceList: Self { doing(.maintenanceList) }

  package static func drain(reason: String?, isForced: Bool) -> Self {
    doing(.drain(reason: reason, isForced: isForced))
  }

  package static func confirm(digest: String?) -> Self { doing(.confirm(digest: digest)) }

  package static func maintenance(realServer: String, reason: String?, isForced: Bool) -> Self {
    doing(.maintenance(realServer: realServer, reason: reason, isForced: isForced))
  }

  private static func doing(_ request: Request) -> Self {
    Self(request) { if case .done(let text) = $0 { text } else { nil } }
  }
}
