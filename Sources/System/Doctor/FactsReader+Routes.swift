import Doctor
import Glibc
package import Network
import Routing

extension FactsReader {
  /// Asks the kernel for the routes of this set-up's packets; `set(_:)` comes before.
  package func readRoutes() {
    let questions = RouteQuestions(
      services: Examination(facts).services, instances: facts.director?.instances ?? [],
      addresses: facts.addresses ?? [], client: facts.client,
      connections: facts.ipvs?.connections ?? [])
    guard let first = answers(to: questions.first) else { return }
    guard let second = answers(to: questions.second(after: first)) else { return }
    facts.routes = first + second
  }

  /// The same on a real server, for the addresses that the operator names.
  package func readRoutes(
    ofRealServerWith virtualAddresses: [Address], _ realServers: [Address], director: Address?
  ) {
    facts.routes = answers(
      to: RouteQuestions.ofRealServer(
        virtualAddresses: virtualAddresses, realServers: realServers, director: director,
        client: facts.client))
  }

  /// nil, and told, if the kernel could not be asked.
  private func answers(to questions: [RouteFacts]) -> [RouteFacts]? {
    guard let routing else { return nil }
    do throws(SystemError) {
      let questions = questions.filter { $0.input == nil || index($0.input ?? "") != nil }
      let asked = questions.map { question in
        RouteQuestion(
          to: question.destination, from: question.source,
          input: question.input.flatMap(index), mark: question.mark ?? 0)
      }
      let answers = try routing.answers(to: asked)
      var found = zip(questions, answers).map { question, answer in
        answered(question, by: answer)
      }
      try findMultipath(&found, routing)
      return found
    } catch {
      lacks(.routes, error)
      return nil
    }
  }

  /// An answer names the one next hop that a packet takes; the route itself may have several.
  private func findMultipath(
    _ routes: inout [RouteFacts], _ routing: KernelRouting
  ) throws(SystemError) {
    let places = routes.indices.filter {
      routes[$0].gateway != nil && [.toClient, .answer].contains(routes[$0].purpose)
    }
    let asked = places.map { place in
      RouteQuestion(
        to: routes[place].destination, from: routes[place].source, asksForTheEntry: true)
    }
    for (place, answer) in zip(places, try routing.answers(to: asked)) {
      guard case .route(let found)? = answer, found.nextHops.count > 1 else { continue }
      routes[place].isMultipath = true
    }
  }

  private func index(_ name: String) -> UInt32? {
    facts.links?.first { $0.name == name }.map { UInt32(clamping: $0.index) }
  }

  private func answered(_ question: RouteFacts, by answer: RouteAnswer?) -> RouteFacts {
    var route = question
    switch answer {
    case .route(let found):
      route.type = "\(found.kind)"
      let hop = found.nextHops.first
      route.output = hop?.interface.map(interfaceName)
      route.gateway = hop?.gateway
      route.preferredSource = found.preferredSource
      route.mtu = found.mtu.map(Int.init)
    case .refused(let number): route.refusal = errorName(number)
    case nil: break
    }
    return route
  }
}

/// `EXDEV`; the number if the name is not known here.
func errorName(_ number: CInt) -> String {
  let names: [CInt: String] = [
    EPERM: "EPERM", ENOENT: "ENOENT", EACCES: "EACCES", EXDEV: "EXDEV", ENODEV: "ENODEV",
    EINVAL: "EINVAL", ENETUNREACH: "ENETUNREACH", EHOSTUNREACH: "EHOSTUNREACH",
    ENETDOWN: "ENETDOWN", EOPNOTSUPP: "EOPNOTSUPP", EAFNOSUPPORT: "EAFNOSUPPORT",
    ECONNREFUSED: "ECONNREFUSED", ETIMEDOUT: "ETIMEDOUT", EADDRNOTAVAIL: "EADDRNOTAVAIL",
    EMFILE: "EMFILE", ENFILE: "ENFILE", ENOBUFS: "ENOBUFS", ENOMEM: "ENOMEM",
    EMSGSIZE: "EMSGSIZE", EPROTO: "EPROTO", ECONNRESET: "ECONNRESET", EAGAIN: "EAGAIN",
    ENOPROTOOPT: "ENOPROTOOPT", ESRCH: "ESRCH", EBUSY: "EBUSY", EIO: "EIO",
    EADDRINUSE: "EADDRINUSE",
  ]
  return names[number] ?? "errno \(number)"
}
