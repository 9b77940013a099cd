import CCurl
import Glibc
import Health
import Network

/// Pages of HTTP/2, which libcurl fetches.
extension Probes {
  func ask(_ probe: HTTPProbe, _ attempt: Attempt, _ events: Poller.Interest, at now: Instant) {
    guard !probe.pages.isEmpty, let socket = attempt.socket?.number else {
      return end(attempt, .passed, at: now)
    }
    let course = attempt.course ?? PageCourse(probe, at: attempt.probe.path.destination)
    attempt.course = course
    allowance.charge(TurnAllowance.handshake)
    attempt.transfer = transfers.begin(
      course.asked, of: probe, at: attempt.probe.path.destination, for: attempt.token,
      over: socket)
    guard attempt.transfer != nil else {
      return end(attempt, .notMade("no memory for the probe"), at: now)
    }
    attempt.transfer?.listener = attempt
    attempt.transfer?.listen()
    // The edge that told of it is spent.
    if events.contains(.readable) { moved.append(attempt.token) }
  }

  /// A page has come, or has not: the next one, or the verdict.
  func pageEnded(_ attempt: Attempt, _ transfer: Transfer, _ code: CURLcode, at now: Instant) {
    guard var course = attempt.course else { return }
    let page = course.page
    let status = UInt16(clamping: transfer.status)
    let turn =
      code == CURLE_OK ? course.follow(status, to: transfer.fields["location"]) : .judge
    let fault = transfer.fault(of: page, ended: code)
    let detail = "HTTP \(transfer.status), \(transfer.bodyLength) bytes"
    let search = transfer.search
    attempt.noteSecured(transfer.easy)
    release(attempt)
    switch turn {
    case .judge: break
    case .astray(let reason):
      return end(attempt, attempt.probe.verdict(.seen(reason), at: page.shownPath), at: now)
    case .ask:
      attempt.course = course
      attempt.turnPage()
      return connect(attempt, at: now)
    }
    if page.drains(status) {
      end(attempt, .drain("\(attempt.probe.subject)\(page.shownPath): \(detail)"), at: now)
    } else if let fault {
      end(attempt, attempt.probe.verdict(fault, at: page.shownPath), at: now)
    } else {
      attempt.course = course
      attempt.pageDetail = detail
      guard let search else { return turnPage(attempt, at: now) }
      compute(attempt, search, at: now)
    }
  }

  func pageSearched(_ attempt: Attempt, _ outcome: Work.Outcome, at now: Instant) {
    guard let page = attempt.course?.page else { return }
    guard let fault = page.fault(searched: outcome) else { return turnPage(attempt, at: now) }
    end(attempt, attempt.probe.verdict(.seen(fault), at: page.shownPath), at: now)
  }

  private func turnPage(_ attempt: Attempt, at now: Instant) {
    guard attempt.course?.turnPage() == true else {
      return end(attempt, .passed, detail: attempt.pageDetail, at: now)
    }
    attempt.turnPage()
    connect(attempt, at: now)
  }
}

extension Attempt {
  fileprivate func noteSecured(_ easy: UnsafeMutableRawPointer) {
    let microseconds = ccurl_time(easy, CURLINFO_APPCONNECT_TIME_T)
    guard phases.secured == nil, microseconds > 0, let connected = phases.connected else { return }
    phases.secured = connected + .microseconds(microseconds)
  }

  /// What libcurl says and hears for this probe goes into its transcript.
  func hear(_ piece: SpokenPiece) {
    let offset = MonotonicClock.now - started
    if piece.speaker == .server, phases.firstByte == nil { phases.firstByte = offset }
    transcript.note(
      piece.speaker, piece.bytes[...], isSecret: piece.isSecret, continues: true, at: offset,
      within: bounds)
  }
}
