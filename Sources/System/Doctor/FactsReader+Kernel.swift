import Doctor
import Glibc

extension FactsReader {
  private static let parameters = [
    "ip_vs_ftp.ports", "ip_vs.conn_tab_bits", "nf_conntrack.hashsize", "nf_conntrack_ftp.ports",
  ]

  func readKernel() {
    guard let release = ProcText.line("/proc/sys/kernel/osrelease") else {
      return lacks(.kernel, "/proc/sys/kernel/osrelease could not be read")
    }
    var kernel = KernelFacts(release: release)
    kernel.options = configuration(of: release).map(KernelFacts.networkOptions)
    // A kernel without modules has no such file: then none is loaded.
    kernel.loaded =
      ProcText.exists("/proc/modules")
      ? ProcText.ifAny("/proc/modules").map(KernelFacts.loadedModules) : []
    let folder = ["/lib/modules", "/usr/lib/modules"].map { "\($0)/\(release)" }
      .first(where: ProcText.exists)
    if let folder {
      kernel.loadable = ProcText.ifAny("\(folder)/modules.dep").map(KernelFacts.moduleNames)
      kernel.builtIn = ProcText.ifAny("\(folder)/modules.builtin").map(KernelFacts.moduleNames)
    }
    kernel.parameters = parameters()
    kernel.capabilities = ProcText.ifAny("/proc/self/status").flatMap {
      KernelFacts.capabilities(in: $0)
    }
    kernel.availableMemory = ProcText.ifAny("/proc/meminfo").flatMap(KernelFacts.availableMemory)
    facts.kernel = kernel
  }

  private func configuration(of release: String) -> String? {
    let files = ["/boot/config-\(release)", "/lib/modules/\(release)/config"]
    for file in files {
      if let text = ProcText.ifAny(file) { return text }
    }
    guard ProcText.exists("/proc/config.gz") else { return nil }
    do throws(SystemError) {
      let output = try BoundedProgram(arguments: ["zcat", "/proc/config.gz"]).run()
      return output.code == 0 && !output.isCut ? output.text : nil
    } catch {
      return nil
    }
  }

  private func parameters() -> [String: String] {
    var found: [String: String] = [:]
    for name in Self.parameters {
      let parts = name.split(separator: ".")
      let path = "/sys/module/\(parts[0])/parameters/\(parts[1])"
      found[name] = ProcText.line(path)
    }
    return found
  }
}
