// swift-tools-version: 6.2
import PackageDescription

// A struct of the C library belongs to whichever of the C modules was loaded first, which differs from
// build to build: the edge, where several of them meet, cannot name it.
let edge: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]
let strict = edge + [.enableUpcomingFeature("MemberImportVisibility")]

func core(
  _ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = strict
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
  of name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [],
  settings: [SwiftSetting] = strict
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, exclude: exclude,
    swiftSettings: settings)
}

let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let arguments: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "directord",
  products: [
    .executable(name: "directord", targets: ["directord"]),
    .executable(name: "directorctl", targets: ["directorctl"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
  ],
  targets: [
    // Pure: no system calls, no clock, no logging, no Foundation.
    core("Network", [heap]),
    core("Manual"),
    core("IPVS", ["Network"]),
    .systemLibrary(name: "CPCRE", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    core("Patterns", ["CPCRE"]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    core("Digests", ["CCrypto"]),
    core("Health", ["Network", "Patterns", "Digests"]),
    core("VRRP", ["Network", "Digests"]),
    core("Routing", ["Network"]),
    core("BFD", ["Network"]),
    core(
      "Configuration",
      ["Network", "IPVS", "Patterns", "Health", "VRRP", "Routing", "BFD", "Manual"]),
    core("Service", ["Network", "IPVS", "Health", "Configuration"]),
    core("Election", ["Network", "VRRP"]),
    core("Operations", ["Network", "Election"]),
    core("Doctor", ["Network", "IPVS", "Manual"]),

    // The edge: descriptors, kernel, processes. It decides nothing.
    .target(name: "CLinux"),
    .systemLibrary(
      name: "CNetlink", pkgConfig: "libnl-genl-3.0", providers: [.apt(["libnl-genl-3-dev"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    core(
      "System",
      [
        "Network", "IPVS", "Health", "VRRP", "Routing", "BFD", "Doctor", "CLinux", "CNetlink",
        "CCurl", "Digests",
      ],
      settings: edge),

    // A configuration's files, read from the disk.
    core("Files", ["Configuration", "System", "Network"]),

    // The control protocol's messages, and the programs.
    core("Control", ["Network", "Health", "Doctor", "Digests"]),
    // What this director is to do and does, as the doctor's facts: pure.
    core(
      "Setup",
      ["Network", "IPVS", "Health", "VRRP", "Routing", "Configuration", "Control", "Doctor"]),
    program(
      "directord",
      [
        "Network", "IPVS", "Routing", "BFD", "Health", "VRRP", "Configuration", "Service",
        "Election", "Operations", "Files", "System", "Control", "Doctor", "Setup",
      ]),
    program(
      "directorctl",
      [
        "Network", "Health", "IPVS", "VRRP", "Configuration", "Service", "Election", "Files",
        "System", "Control", "Doctor", "Setup", arguments,
      ]),

    tests(of: "Network"),
    tests(of: "Manual"),
    tests(of: "IPVS", ["Network"]),
    tests(of: "Routing", ["Network"]),
    tests(of: "BFD", ["Network"]),
    tests(of: "Patterns"),
    tests(of: "Digests"),
    tests(of: "Health", ["Network", "Patterns", "Digests"], exclude: ["coverage.md"]),
    .testTarget(
      name: "ConfigurationTests",
      dependencies: [
        "Configuration", "Network", "IPVS", "Patterns", "Health", "VRRP", "Routing", "BFD",
      ],
      exclude: ["Cases", "Corpus/differences.md"], swiftSettings: strict),
    tests(of: "Service", ["Network", "IPVS", "BFD", "Health", "Configuration"]),
    tests(of: "VRRP", ["Network"], exclude: ["conformance.md"]),
    tests(of: "Election", ["Network", "VRRP", "Control"], exclude: ["Recordings"]),
    tests(of: "Operations", ["Network", "Election"]),
    tests(of: "Control", ["Network", "Health"]),
    tests(
      of: "Doctor", ["Network", "IPVS"],
      exclude: ["seed.md", "Healthy", "Capture/frames.txt", "Capture/heard.txt"]),
    tests(of: "Setup", ["Network", "IPVS", "VRRP", "Configuration", "Control", "Doctor"]),
    tests(of: "System", ["Network", "IPVS", "Patterns", "Health", "CLinux"], settings: edge),
    tests(
      of: "directord",
      [
        "Network", "IPVS", "Routing", "VRRP", "Configuration", "Service", "Election", "Operations",
        "System", "Control", "Doctor", "Manual",
      ]),
    tests(of: "directorctl", ["Control", "Configuration", "Doctor", "IPVS", "Network"]),
    .testTarget(name: "LayoutTests", swiftSettings: strict),
    .executableTarget(
      name: "directord-fuzz",
      dependencies: [
        "Network", "IPVS", "Patterns", "Health", "Configuration", "VRRP", "Routing", "BFD",
        "Election", "Control", "Doctor",
      ], path: "Tests/Fuzz",
      exclude: ["Seeds", "cover"], swiftSettings: strict),
    .executableTarget(
      name: "directord-edge",
      dependencies: ["Network", "IPVS", "VRRP", "Routing", "Doctor", "System"],
      path: "Tests/Edge", swiftSettings: strict),
    .executableTarget(
      name: "directord-table-bench", dependencies: ["Network", "IPVS", "System"],
      path: "Tests/Bench/Table", swiftSettings: strict),
  ]
)
