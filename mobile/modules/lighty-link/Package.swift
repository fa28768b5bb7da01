// swift-tools-version: 6.0
import PackageDescription

// The phone's native module as a package, so that Linux builds and tests what is pure of it and type-checks the rest against the declarations
// in `Stubs`. An iPhone gets it as a pod (`ios/LightyLink.podspec`), in the same language mode; no Apple build reads this file.
let stubs = ["WatchConnectivity", "HealthKit", "ExpoModulesCore"]

let package = Package(
  name: "LightyLink",
  products: [.library(name: "LightyLink", targets: ["LightyLink"])],
  targets: stubs.map { .target(name: $0, path: "Stubs/\($0)") } + [
    .target(
      name: "LightyLink", dependencies: stubs.map { .byName(name: $0) }, path: "ios",
      exclude: ["LightyLink.podspec"]),
    .testTarget(name: "LightyLinkTests", dependencies: ["LightyLink"], path: "Tests"),
  ],
  swiftLanguageModes: [.v5]
)
