// swift-tools-version: 6.0
import PackageDescription

// The same law as `src/`, for the watch. `Dialogue` puts the engine into lines of JSON, so that tests and tools in TypeScript can drive it
// (`watch/Sources/headless` is the program); no app contains it. `LightyTee` copies a device's traffic to a relay; in a release build it is empty.
let package = Package(
  name: "LightyProtocol",
  platforms: [.watchOS(.v10), .iOS(.v17), .macOS(.v13)],
  products: [
    .library(name: "LightyProtocol", targets: ["LightyProtocol"]),
    .library(name: "LightyTee", targets: ["LightyTee"]),
    .library(name: "Dialogue", targets: ["Dialogue"]),
  ],
  targets: [
    .target(name: "LightyProtocol", path: "swift/Sources/LightyProtocol"),
    .target(name: "LightyTee", dependencies: ["LightyProtocol"], path: "swift/Sources/LightyTee"),
    .target(
      name: "Dialogue", dependencies: ["LightyProtocol", "LightyTee"],
      path: "swift/Sources/Dialogue"),
    .testTarget(
      name: "LightyProtocolTests", dependencies: ["LightyProtocol", "LightyTee", "Dialogue"],
      path: "swift/Tests/LightyProtocolTests"),
  ]
)
