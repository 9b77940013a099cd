package import Configuration
package import System

/// The network namespace of a configuration's IPVS table (`net_namespace_ipvs`); nil: that of everything
/// else.
package func tableNamespace(_ namespaces: Namespaces) -> OpenNamespace? {
  switch namespaces.table {
  case nil: nil
  case .initial: { () throws(SystemError) in try NetworkNamespace.initial() }
  case .named(let name): { () throws(SystemError) in try NetworkNamespace(named: name) }
  }
}

/// The kernel's IPVS table that a configuration means.
package func kernelTable(_ namespaces: Namespaces) throws(TableError) -> KernelTable {
  try KernelTable(in: tableNamespace(namespaces))
}
