#if DEBUG && LIGHTY_SIMULATOR
  import Bench
  import Foundation
  import LightyProtocol
  import LiveSession
  import RelayTee
  import WatchLink

  // A wrist out of reach that trains, and tells the relay of its launch arguments by the sockets of the simulator's tee:
  //
  //     lighty-door -relay http://localhost:7788 -relayCode 7K2M-0111
  //
  // The first set at once, the rest and the finish after a line on stdin; it ends with stdin.

  /// No phone in reach.
  struct Nobody: Link, Courier {
    let events: AsyncStream<LinkEvent>
    let arrivals: AsyncStream<Carried>
    private let stream: AsyncStream<LinkEvent>.Continuation

    init() {
      (events, stream) = AsyncStream.makeStream()
      arrivals = AsyncStream { _ in }
    }

    func activate() { stream.yield(.activated(reachable: false, outstanding: [])) }
    func send(_ channel: Channel, sendId: String, text: String) {
      stream.yield(.sent(sendId: sendId, errorCode: LinkError.notReachable.rawValue))
    }
    func cancel(sendIds: [String]) {}
    func sayBeside(_ words: @escaping @Sendable () -> String?) {}
    func carry(_ file: URL) {}
  }

  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lighty-door-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: folder) }
  let nobody = Nobody()
  let tee = RelayTee(courier: nobody, folder: folder, bootId: "boot-1", includeHealth: false, door: SimulatorDoor())
  let surroundings = Surroundings(
    link: nobody, time: WristTime(), mintId: { UUID().uuidString.lowercased() }, mintDeviceId: { "watch0001" },
    openStore: { try FileStore(folder: folder) })
  let session = LiveSession(surroundings, witness: tee)
  Task { await tee.run() }
  Task { await session.run() }

  _ = await session.start(monday)
  _ = await session.completeSet("squat.1")
  _ = readLine()
  _ = await session.completeSet("squat.2")
  _ = await session.finish()
  while readLine() != nil {}
#endif
