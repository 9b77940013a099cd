package import IPVS
import Network

/// An ldirectord.cf as a directord.conf: the same services, real servers and checks.
package func importedLdirectord(
  _ text: some Collection<UInt8>, from name: String, names: NameLookUp = .none
) -> Imported {
  let file = LdirectordFile(text)
  var draft = ImportDraft()
  for line in file.strange { draft.remark(line, "not understood: it is no 'NAME = VALUE'") }
  readGlobals(of: file, into: &draft)
  var known: Set<ServiceKey> = []
  for virtual in file.virtuals {
    var reader = LdirectordVirtual(virtual, of: file, names: names)
    guard let server = reader.server() else {
      draft.remarks += reader.remarks
      continue
    }
    guard known.insert(server.key).inserted else {
      draft.remark(virtual.line, "\(server.key) is there already: the second one is left out")
      continue
    }
    draft.servers.append(server)
  }
  return draft.imported(from: name)
}

/// Global settings that each virtual server takes unless it says otherwise.
private let inherited: Set = [
  "checktimeout", "negotiatetimeout", "checkinterval", "checkcount", "failurecount", "fallback",
  "fallback6", "fallbackcommand", "quiescent", "emailalert", "emailalertfrom", "emailalertfreq",
  "emailalertstatus", "smtp", "monitorfile",
]

private func readGlobals(of file: LdirectordFile, into draft: inout ImportDraft) {
  let reasons = [
    "autoreload": "directord reads its file again when it is told to: 'directorctl reload'",
    "callback": "'directorctl reload' and 'apply' report what came of a new file",
    "execute": "write a configuration of its own for another director",
    "fork": "one process checks everything",
    "logfile": "the journal has the log, or standard error",
    "supervised": "the service manager starts it: see directord.service",
    "maintenancedir": "'directorctl maintenance' takes real servers out",
    "readdquiescent": "a real server that is back gets its weight again",
  ]
  for setting in file.global where !inherited.contains(setting.name) {
    if setting.name == "cleanstop" {
      if isNo(setting.value) { draft.global.append(Statement("keep_table_on_stop")) }
    } else {
      let why = reasons[setting.name] ?? "directord has nothing like it"
      draft.remark(setting.line, "\(setting.name): \(why)")
    }
  }
  readMail(of: file, into: &draft)
}

/// `emailalert`, `emailalertfrom`, `smtp`
private func readMail(of file: LdirectordFile, into draft: inout ImportDraft) {
  guard let alert = file.last("emailalert") else { return }
  let addresses = alert.value.split { $0 == "," || $0.isWhitespace }.map { String($0) }
    .filter(isPlain)
  guard !addresses.isEmpty else {
    return draft.remark(alert.line, "emailalert: '\(alert.value)' is no address")
  }
  draft.global.append(
    Statement("notification_email", block: addresses.map { Statement($0) }))
  if let from = file.last("emailalertfrom"), isPlain(from.value) {
    draft.global.append(Statement("notification_email_from", word(from.value)))
  }
  let relay = file.last("smtp")?.value ?? "localhost"
  draft.global.append(
    Statement("smtp_server", word(isPlain(relay) && !relay.isEmpty ? relay : "localhost")))
  draft.global.append(Statement("smtp_alert_checker", "on"))
  for name in ["emailalertfreq", "emailalertstatus"] {
    guard let setting = file.last(name) else { continue }
    draft.remark(setting.line, "\(name): directord mails when a real server comes or goes")
  }
}

func isNo(_ value: String) -> Bool { ["no", "off", "0", "false"].contains(value.lowercased()) }
func isYes(_ value: String) -> Bool { ["yes", "on", "1", "true"].contains(value.lowercased()) }

/// A word of the file can hold it.
func isPlain(_ text: String) -> Bool {
  text.utf8.allSatisfy { $0 >= 32 && $0 < 127 && $0 != UInt8(ascii: "\"") && $0 != 92 }
}
