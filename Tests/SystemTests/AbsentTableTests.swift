import IPVS
import Network
import System
import Testing

struct AbsentTableTests {
  private let web = ServiceKey.endpoint(.tcp, Endpoint(.v4(0xc000_0201), port: 80))

  @Test func nothingStandsWhereThereIsNoTable() throws {
    let absent = AbsentTable { () throws(TableError) in throw .absent }
    #expect(try absent.observe { _ in true }.table == Table())
    #expect(try absent.syncDaemons().isEmpty)
    #expect(try absent.apply([.flush]).isEmpty)
    #expect(throws: TableError.absent) {
      try absent.apply([.newService(web, ServiceSettings())])
    }
    #expect(throws: TableError.absent) { try absent.observe { _ in true } }
    #expect(throws: TableError.absent) { try absent.timeouts() }
  }

  @Test func aTableThatComesLaterIsFound() throws {
    let kernel = ShadowTable()
    var isThere = false
    let absent = AbsentTable { () throws(TableError) in
      guard isThere else { throw .absent }
      return kernel
    }
    #expect(throws: TableError.absent) {
      try absent.apply([.newService(web, ServiceSettings())])
    }
    isThere = true
    #expect(try absent.apply([.newService(web, ServiceSettings())]).isEmpty)
    #expect(try absent.observe { _ in true }.table == kernel.table)
    #expect(kernel.table[web] != nil)
  }
}
