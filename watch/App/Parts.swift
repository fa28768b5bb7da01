import Foundation
import LiveSession
import RelayTee
import WatchLink
import WorkoutRuntime
import Wrist

/// What the app is made of, put together once in a process.
struct Parts {
  let link: WCSessionLink
  let time: WristTime
  let haptics: WristHaptics
  let session: LiveSession
  let runtime: WorkoutRuntime
  let restTimer: RestTimer
  let obedience: Obedience

  static func wrist() -> Parts {
    let link = WCSessionLink()
    let time = WristTime()
    let haptics = WristHaptics()
    let folder = FileManager.default.urls(for: .applicationSupportDirectory, in: .userDomainMask)[0]
    var witness: (any Witness)?
    #if DEBUG
      let tee = RelayTee(
        courier: link, folder: folder.appendingPathComponent("trace"), bootId: UUID().uuidString.lowercased(),
        includeHealth: UserDefaults.standard.bool(forKey: "includeHealth"), door: door(), time: time)
      Task { await tee.run() }
      witness = tee
    #endif
    let session = LiveSession(
      Surroundings(
        link: link, time: time, mintId: { UUID().uuidString.lowercased() },
        mintDeviceId: { UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "") },
        openStore: { try FileStore(folder: folder.appendingPathComponent("sessions")) }),
      witness: witness)
    let runtime = WorkoutRuntime(session: session, health: HealthKitWorkout(), time: time)
    return Parts(
      link: link, time: time, haptics: haptics, session: session, runtime: runtime,
      restTimer: RestTimer(time: time, haptics: haptics), obedience: Obedience(session: session, runtime: runtime))
  }

  #if DEBUG
    /// To a relay, in the simulator, where one was told of.
    private static func door() -> (any RelayDoor)? {
      #if targetEnvironment(simulator) || LIGHTY_SIMULATOR
        return SimulatorDoor()
      #else
        return nil
      #endif
    }
  #endif
}
