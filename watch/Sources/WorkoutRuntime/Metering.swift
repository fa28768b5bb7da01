import Foundation
import LightyProtocol

/// Passes readings on to the session: what is newer than what was said before, with the age it has. [EVT-7]
struct Metering: Equatable, Sendable {
  private var energyAt = Date.distantPast
  private var heartRateAt = Date.distantPast
  /// When something was passed on last, on the monotonic clock.
  private var toldAt: Int64?

  /// Readings are passed on at most this often: each is a durable write and a message.
  static let everyMs: Int64 = 5_000

  mutating func pass(_ reading: Reading, of sessionId: String, _ now: Instant) -> [WorkoutEffect] {
    if let toldAt, now.monotonicMs - toldAt < Self.everyMs { return [] }
    let energy = reading.energy.flatMap { $0.measuredAt > energyAt ? $0 : nil }
    let heartRate = reading.heartRate.flatMap { $0.measuredAt > heartRateAt ? $0 : nil }
    guard let oldest = [energy, heartRate].compactMap({ $0?.measuredAt }).min() else { return [] }
    energyAt = energy?.measuredAt ?? energyAt
    heartRateAt = heartRate?.measuredAt ?? heartRateAt
    toldAt = now.monotonicMs
    let measure = { (energy: Reading.Sample?, heartRate: Reading.Sample?, at: Date) in
      WorkoutEffect.measure(
        sessionId: sessionId, activeEnergyKcal: energy?.value, heartRateBpm: heartRate?.value,
        ageMs: max(0, now.wallMs - Int64(at.timeIntervalSince1970 * 1000)))
    }
    // One word has one age: a sensor that has been silent must not be made young by the other, nor the other old.
    guard let energy, let heartRate, apartMs(energy, heartRate) > Self.everyMs else {
      return [measure(energy, heartRate, oldest)]
    }
    return [measure(energy, nil, energy.measuredAt), measure(nil, heartRate, heartRate.measuredAt)]
  }

  private func apartMs(_ one: Reading.Sample, _ other: Reading.Sample) -> Int64 {
    Int64(abs(one.measuredAt.timeIntervalSince(other.measuredAt)) * 1000)
  }
}
