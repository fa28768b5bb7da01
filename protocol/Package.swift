// swift-tools-version: 6.0
import PackageDescription

// The same law as `src/`, for the watch. `Dialogue` and `lighty-headless` put the engine on stdin and stdout as JSON lines, so that
// tests and tools in TypeScript can drive it; no app contains them.
let package = Package(
  name: "LightyProtocol",
  platforms: [.watchOS(.v10), .iOS(.v17), .macOS(.v13)],
  products: [
    .library(name: "LightyProtocol", targets: ["LightyProtocol"]),
    .executable(name: "lighty-headless", targets: ["lighty-headless"]),
  ],
  targets: [
    .target(name: "LightyProtocol", path: "swift/Sources/LightyProtocol"),
    .target(name: "Dialogue", dependencies: ["LightyProtocol"], path: "swift/Sources/Dialogue"),
    .executableTarget(
      name: "lighty-headless", dependencies: ["Dialogue"], path: "swift/Sources/headless"),
    .testTarget(
      name: "LightyProtocolTests", dependencies: ["LightyProtocol", "Dialogue"],
      path: "swift/Tests/LightyProtocolTests"),
  ]
)
