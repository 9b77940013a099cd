import Configuration
import Control
import Network
import Operations
import Service
import System

/// What the daemon's own doctor is about.
struct DoctorState {
  var schedule = ExaminationSchedule()
  var findings = StandingFindings()
  /// nil: no thread has been started.
  var orders: Mailbox<Examiner.Order>?
  /// An examination waits for what the election says of itself.
  var awaitsElection = false
  /// When the last examination ended, in seconds since 1970.
  var examinedAt: Double?
  var isOn = false
}

extension Director {
  /// A configuration is followed: it is examined soon. A shadow serves nobody, so nothing is judged.
  func followDoctor(_ configuration: DirectorConfiguration, at now: Instant) {
    doctor.isOn = configuration.global.examines && !options.isShadow
    guard doctor.isOn else {
      doctor.schedule.stop()
      doctor.findings = StandingFindings()
      doctor.examinedAt = nil
      return
    }
    do throws(SystemError) {
      if doctor.orders == nil {
        let orders = try Mailbox<Examiner.Order>()
        try Examiner.begin(orders: orders, news: doctorNews)
        doctor.orders = orders
      }
      doctor.schedule.configured(at: now)
    } catch {
      doctor.isOn = false
      journal.write(.warning, "doctor: \(error): this machine is not examined")
    }
  }

  /// An examination is due: the election is asked how its virtual routers stand, if there is one.
  func beginExamination(at now: Instant) {
    guard doctor.isOn, operations.phase == .serving else { return doctor.schedule.stop() }
    doctor.schedule.begun()
    guard let orders = election.orders else { return examine(nil, at: now) }
    doctor.awaitsElection = true
    if election.clients.isEmpty { askForReport(orders, at: now) }
  }

  /// What the election has said of itself comes with it; nil: it has not answered in time.
  func examine(_ status: ElectionStatus?, at now: Instant) {
    doctor.awaitsElection = false
    guard let configuration = reading.loaded.configuration, let orders = doctor.orders else {
      return
    }
    let daemon = Status(daemon: daemonStatus, election: status)
    let source = ReportSource(
      balancer: balancer, table: tableKeeping.view, seen: reports.seen, calendar: calendar,
      now: now)
    orders.post(
      Examiner.Order(
        configuration: configuration, file: reading.file, identity: options.identifier,
        named: reading.loaded.identities, status: { source.whole(daemon).status }))
  }

  func hearDoctor(at now: Instant) {
    for one in doctorNews.takeAll() {
      switch one {
      case .changed: if doctor.isOn { doctor.schedule.changed(at: now) }
      case .examined(let findings):
        guard doctor.isOn else {
          // Switched off while it was under way.
          doctor.schedule.ended(isOpen: false, at: now)
          doctor.schedule.stop()
          continue
        }
        let seconds = calendar.seconds(of: now)
        for line in doctor.findings.take(findings, at: seconds) {
          journal.write(line.level, line.text)
        }
        doctor.examinedAt = seconds
        doctor.schedule.ended(isOpen: doctor.findings.isOpen, at: now)
      case .deaf(let reason):
        journal.write(.warning, "doctor: \(reason): this machine is not examined any more")
        doctor.isOn = false
        doctor.orders = nil
        doctor.schedule = ExaminationSchedule()
      }
    }
  }

  /// nil: it is switched off.
  var doctorStatus: DoctorStatus? {
    guard doctor.isOn else { return nil }
    return DoctorStatus(examined: doctor.examinedAt, findings: doctor.findings.told)
  }
}
