package import Configuration
package import System

/// The kernel's IPVS table that a configuration means: in the namespace of everything else, or in one of its
/// own (`net_namespace_ipvs`).
package func kernelTable(_ namespaces: Namespaces) throws(TableError) -> KernelTable {
  switch namespaces.table {
  case nil: try KernelTable()
  case .initial: try KernelTable(in: { () throws(SystemError) in try NetworkNamespace.initial() })
  case .named(let name):
    try KernelTable(in: { () throws(SystemError) in try NetworkNamespace(named: name) })
  }
}
