import LightyProtocol
import WatchLink

/// All that goes wrong between the devices. Chances are per cent.
package struct Weather: Sendable {
  /// The devices are in range of each other.
  package var isUp = true
  /// A message fails and says so (7014); a transfer, 7017.
  package var failure: Int64 = 0
  /// A message is delivered while the sender hears 7012.
  package var lateReply: Int64 = 0
  /// Delivered twice.
  package var duplicate: Int64 = 0
  package var messageMs: ClosedRange<Int64> = 20...120
  package var transferMs: ClosedRange<Int64> = 100...1_500
  /// Channels that take what they are given and never deliver: userInfo, in the simulator.
  package var off: Set<Channel> = []

  package init() {}
}

/// The Swift twin of `protocol/src/sim/fake-link.ts`: two ends of WatchConnectivity in virtual time.
///
///     app     message queue ......... lost when the app dies; needs the counterpart now
///     system  userInfo queue ........ first in first out, survives, delivered when the counterpart runs
///     system  application context ... only the latest, survives; the same one is not delivered again
///
/// Within a channel order holds; between channels there is none. One test task drives it and awaits every step.
package final class FakeAir: @unchecked Sendable {
  package private(set) var now: Int64 = 0
  package var random: SeededRandom
  package private(set) var weather = Weather()
  package private(set) lazy var phone = FakeEnd(.phone, self)
  package private(set) lazy var watch = FakeEnd(.watch, self)
  private var agenda: [(at: Int64, order: Int, run: () async -> Void)] = []
  private var ordered = 0

  package init(seed: Int) { random = SeededRandom(seed) }

  package func peer(of end: FakeEnd) -> FakeEnd { end === phone ? watch : phone }

  package func change(_ weather: Weather) {
    self.weather = weather
    settle()
  }

  package func after(_ ms: Int64, _ run: @escaping () async -> Void) {
    ordered += 1
    agenda.append((now + ms, ordered, run))
  }

  package var nextAt: Int64? { agenda.map(\.at).min() }

  /// Moves time on; what is due by then must have been run.
  package func advance(to time: Int64) { now = max(now, time) }

  /// Runs the first thing that is due.
  package func runNext() async {
    guard let index = agenda.indices.min(by: { (agenda[$0].at, agenda[$0].order) < (agenda[$1].at, agenda[$1].order) })
    else { return }
    let entry = agenda.remove(at: index)
    advance(to: entry.at)
    await entry.run()
  }

  /// What a change of range, or of who runs, brings about.
  func settle() {
    for end in [phone, watch] {
      end.sayReachability()
      end.moveTransfers()
      end.moveContext()
    }
  }
}
