import Health
import Network
import Testing

private let server = Address.v4(0x0a00_0002)

private func replies(
  _ lines: [String], to server: Address = server, passive: FTPProbe.Passive = .plain
) -> FTPReplies {
  var replies = FTPReplies(server: server, passive: passive)
  for line in lines { replies.receive(Array("\(line)\r\n".utf8)) }
  return replies
}

@Test(
  arguments: [
    "227 Entering Passive Mode (10,0,0,2,19,136)",
    "227 Entering Passive Mode (10,0,0,2,19,136).",
    "227 Entering Passive Mode 10,0,0,2,19,136",
    "227 =10,0,0,2,19,136",
    "227 Passiv ((10,0,0,2,0,21)) bitte",
    "227 (10,0,0,2,255,255",
  ])
func aPassiveReplyThatTheKernelMatchesPasses(line: String) {
  #expect(replies([line]).faultAtEnd == nil)
}

@Test(
  arguments: [
    "227 Entering Passive Mode",
    "227 Entering Passive Mode (10,0,0,2,19)",
    "227 Entering Passive Mode (10,0,0,2,19,136,7)",
    "227 Entering Passive Mode (10,0,0,2,19,256)",
    "227 Entering Passive Mode (10, 0, 0, 2, 19, 136)",
    "227 Entering Passive Mode [10.0.0.2]:5000",
    "227 Mode 2 (10,0,0,2,19,136)",
    "227 (a,b,c,d,e,f)",
    "227",
    "227-Entering Passive Mode (10,0,0,2,19,136)",
  ])
func aPassiveReplyThatTheKernelDoesNotMatchFails(line: String) throws {
  let fault = try #require(replies([line]).fault)
  #expect(fault.contains("has not the form that the kernel's ip_vs_ftp matches"))
}

@Test func aPassiveReplyMustNameTheServersOwnAddress() {
  #expect(
    replies(["227 Entering Passive Mode (192,168,3,108,19,136)"]).fault
      == "passive reply names 192.168.3.108, not the server's own 10.0.0.2: behind NAT the data "
      + "connection is led astray; let the server announce its own address")
  #expect(replies(["227 Entering Passive Mode (0,0,0,0,19,136)"]).fault != nil)
}

@Test(
  arguments: [
    "229 Entering Extended Passive Mode (|||5000|)",
    "229 Entering Extended Passive Mode (|1|10.0.0.2|5000|)",
    "229 (!!!65535!)",
  ])
func anExtendedReplyThatTheKernelMatchesPasses(line: String) {
  #expect(replies([line], passive: .extended).faultAtEnd == nil)
}

@Test(
  arguments: [
    "229 Entering Extended Passive Mode |||5000|", "229 (|||0|)", "229 (|||65536|)",
    "229 (|||5000)", "229 (|2|::1|5000|)", "229 (|1||5000|)", "229 (||10.0.0.2|5000|)",
    "229 (|1|10.0.0.9|5000|)", "229 ( | | |5000| )", "229 ()", "229",
  ])
func anExtendedReplyThatTheKernelDoesNotMatchFails(line: String) {
  #expect(replies([line], passive: .extended).fault != nil)
}

@Test func anExtendedReplyOverIPv6MayNameItsAddress() throws {
  let server = try #require(Address("2001:db8::2"))
  let good = replies(["229 (|2|2001:DB8:0::2|5000|)"], to: server, passive: .extended)
  #expect(good.faultAtEnd == nil)
  let other = replies(["229 (|2|2001:db8::3|5000|)"], to: server, passive: .extended)
  #expect(other.fault?.contains("names 2001:db8::3, not the server's own 2001:db8::2") == true)
}

@Test func whatABannerSaysIsNoPassiveReply() {
  let session = replies([
    "220-Welcome", "227 Entering Passive Mode (1,2,3,4,5,6)", "220 Ready", "331 Password",
    "230 In", "227 Entering Passive Mode (10,0,0,2,19,136)", "226 Done",
  ])
  #expect(session.faultAtEnd == nil)
  #expect(session.last?.description == "226 Done")
}

@Test func theFirstFlawIsKept() {
  let session = replies(["227 nothing", "227 Entering Passive Mode (10,0,0,2,19,136)"])
  #expect(session.faultAtEnd?.contains("nothing") == true)
}

@Test func aPassiveReplyThatNeverCameIsAFaultAtTheEnd() {
  #expect(replies(["220 Hello"]).fault == nil)
  #expect(replies(["220 Hello"]).faultAtEnd == "no passive reply came")
  #expect(replies(["220 Hello"], passive: .none).faultAtEnd == nil)
  #expect(
    replies(
      ["500 Unknown command", "227 Entering Passive Mode (10,0,0,2,19,136)"], passive: .extended
    ).faultAtEnd == "EPSV was refused: 500 Unknown command")
}

@Test func aRefusalIsKeptInWordsThatATerminalCanShow() {
  let session = replies(["530 Login\u{1b}[2J incorrect\t" + String(repeating: "x", count: 300)])
  #expect(session.refusal?.code == 530)
  #expect(session.refusal?.text.hasPrefix("Login?[2J incorrect?xxx") == true)
  #expect(session.refusal?.text.count == 100)
}

@Test(arguments: ["", "\r\n", "22", "2270 (10,0,0,2,1,1)", "099 x", "600 x", "abc"])
func whatIsNoReplyIsPassedOver(line: String) {
  #expect(replies([line]).last == nil)
}
