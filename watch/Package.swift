// swift-tools-version: 6.0
import PackageDescription

// What the watch app is made of, all but its screens (`App`). Logic is pure and tested anywhere; what touches Apple's frameworks is thin, and
// on Linux is type-checked against the declarations in `Stubs`, which Apple's builds never see.
//
//     WatchLink <- LiveSession <- WorkoutRuntime <- Wrist <- the app
let law = Target.Dependency.product(name: "LightyProtocol", package: "protocol")
let tee = Target.Dependency.product(name: "LightyTee", package: "protocol")
let dialogue = Target.Dependency.product(name: "Dialogue", package: "protocol")

#if os(Linux)
  let connectivity: [Target.Dependency] = ["WatchConnectivity", "WatchKit"]
  let wrist: [Target.Dependency] = ["WatchKit"]
  let health: [Target.Dependency] = ["HealthKit"]
  // A debug build here is the simulator's: a socket can be opened, and so what opens it is compiled, and run.
  let simulator: [SwiftSetting] = [.define("LIGHTY_SIMULATOR", .when(configuration: .debug))]
  let stubs: [Target] = [
    .target(name: "WatchConnectivity", path: "Stubs/WatchConnectivity"),
    .target(name: "HealthKit", path: "Stubs/HealthKit"),
    .target(name: "WatchKit", dependencies: ["HealthKit"], path: "Stubs/WatchKit"),
    .target(name: "SwiftUI", dependencies: ["WatchKit"], path: "Stubs/SwiftUI"),
    // On Apple's platforms the app is Xcode's to build.
    .target(
      name: "WatchApp", dependencies: ["SwiftUI", "WatchConnectivity", "Wrist", "RelayTee"], path: "App",
      exclude: ["Info.plist", "InfoPlist.xcstrings", "Localizable.xcstrings", "expo-target.config.json"],
      swiftSettings: simulator),
    // The simulator's tee with the sockets it has there, for relay/test/wrist-door.test.ts.
    .executableTarget(
      name: "lighty-door", dependencies: ["LiveSession", "RelayTee", "Bench", law], path: "Tests/Door",
      swiftSettings: simulator),
  ]
#else
  let connectivity: [Target.Dependency] = []
  let wrist: [Target.Dependency] = []
  let health: [Target.Dependency] = []
  let simulator: [SwiftSetting] = []
  let stubs: [Target] = []
#endif

let targets: [Target] = [
  .target(name: "WatchLink", dependencies: [law] + connectivity),
  .target(name: "LiveSession", dependencies: [law, "WatchLink"] + wrist),
  .target(name: "WorkoutRuntime", dependencies: [law, "LiveSession"] + health),
  .target(name: "Wrist", dependencies: [law, "LiveSession", "WorkoutRuntime"]),
  // Empty in a release build; scripts/tee-free.test.ts looks.
  .target(name: "RelayTee", dependencies: [law, tee, "LiveSession", "WatchLink"], swiftSettings: simulator),
  .executableTarget(name: "lighty-headless", dependencies: [dialogue], path: "Sources/headless"),
  // The fakes: a link between two ends, a disk, HealthKit, and a phone with a real engine.
  .target(name: "Bench", dependencies: [law, "LiveSession", "WatchLink", "WorkoutRuntime"], path: "Tests/Bench"),
  .testTarget(name: "WatchLinkTests", dependencies: ["WatchLink"]),
  .testTarget(name: "LiveSessionTests", dependencies: ["LiveSession", "Bench"]),
  .testTarget(name: "WorkoutRuntimeTests", dependencies: ["WorkoutRuntime", "Bench"]),
  .testTarget(name: "RelayTeeTests", dependencies: ["RelayTee", "Bench", tee]),
  .testTarget(name: "WristTests", dependencies: ["Wrist", "Bench"]),
]

let package = Package(
  name: "LightyWatch",
  platforms: [.watchOS(.v10), .macOS(.v13)],
  products: [
    .library(name: "LightyWatch", targets: ["WatchLink", "LiveSession", "WorkoutRuntime", "Wrist", "RelayTee"]),
    .executable(name: "lighty-headless", targets: ["lighty-headless"]),
  ],
  dependencies: [.package(path: "../protocol")],
  targets: targets + stubs
)
