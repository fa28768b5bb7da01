import Foundation
import LightyProtocol
import LiveSession
import Testing

@testable import WorkoutRuntime

/// The machine with a clock of its own.
private struct Bed {
  var workout = Workout()
  var now = Instant(wallMs: 1_800_000_000_000, monotonicMs: 1_000, deviceBootId: "boot")

  mutating func step(_ input: WorkoutInput) -> [WorkoutEffect] { workout.step(input, at: now) }

  mutating func wait(_ ms: Int64) -> [WorkoutEffect] {
    now.wallMs += ms
    now.monotonicMs += ms
    return step(.tick)
  }

  mutating func want(
    _ sessionId: String?, running: Bool = true, owing: [WorkoutWish.Owing] = [], discarded: Set<String> = []
  )
    -> [WorkoutEffect]
  {
    let active = sessionId.map { WorkoutWish.Active(sessionId: $0, isRunning: running) }
    return step(.wish(WorkoutWish(active: active, owing: owing, discarded: discarded)))
  }

  mutating func reads(energyAge: Int64?, heartAge: Int64?) -> [WorkoutEffect] {
    let now = now
    let sample = { (value: Double, ageMs: Int64) in
      Reading.Sample(value, at: Date(timeIntervalSince1970: Double(now.wallMs - ageMs) / 1000))
    }
    return step(
      .report(.collected(Reading(energy: energyAge.map { sample(5, $0) }, heartRate: heartAge.map { sample(120, $0) })))
    )
  }

  func measure(_ kcal: Double?, _ bpm: Double?, _ ageMs: Int64) -> WorkoutEffect {
    .measure(sessionId: "s-1", activeEnergyKcal: kcal, heartRateBpm: bpm, ageMs: ageMs)
  }

  /// Recording s-1.
  static var recording: Bed {
    var bed = Bed()
    _ = bed.step(.launched)
    _ = bed.step(.report(.recovered(nil)))
    _ = bed.want("s-1")
    _ = bed.step(.report(.authorized))
    _ = bed.step(.report(.began))
    return bed
  }
}

private func owing(_ sessionId: String, hasWord: Bool = false) -> [WorkoutWish.Owing] {
  [WorkoutWish.Owing(sessionId: sessionId, hasWord: hasWord)]
}

@Test("a live session: it asks once, begins one workout, and names it")
func begins() {
  var bed = Bed()
  #expect(bed.step(.launched) == [.health(.recover)])
  #expect(bed.want("s-1") == [], "first what an earlier process left")
  #expect(bed.step(.report(.recovered(nil))) == [.health(.authorize)])
  #expect(bed.step(.report(.authorized)) == [.health(.begin(sessionId: "s-1"))])
  #expect(bed.want("s-1") == [])
  #expect(bed.step(.report(.began)) == [])
  #expect(bed.workout.status == WorkoutStatus(isRecording: true, permission: .granted, fault: nil))
}

@Test("the system says that a workout was left running: it is looked for once more before one is begun")
func looksOnceMore() {
  var late = Bed()
  _ = late.step(.launched)
  _ = late.want("s-1")
  #expect(late.step(.calledToRecover) == [], "the look at launch is still under way")
  #expect(late.step(.report(.recovered(nil))) == [.health(.recover)], "which came too early")
  #expect(late.step(.report(.recovered(Recovered(sessionId: "s-1", isPaused: false)))) == [])
  #expect(late.workout.status.isRecording)

  var found = Bed()
  _ = found.step(.launched)
  _ = found.want("s-1")
  _ = found.step(.calledToRecover)
  _ = found.step(.report(.recovered(Recovered(sessionId: "s-1", isPaused: false))))
  #expect(found.want(nil, owing: owing("s-1")) == [.health(.finish(sessionId: "s-1"))])
  #expect(
    found.step(.report(.finished(sessionId: "s-1", nil)))
      == [.final(sessionId: "s-1", .none, activeEnergyKcal: nil, durationMs: nil)], "it was found: no second look")

  var gone = Bed()
  _ = gone.step(.launched)
  _ = gone.step(.report(.recovered(nil)))
  _ = gone.want(nil)
  #expect(gone.step(.calledToRecover) == [.health(.recover)])
  #expect(gone.wait(Workout.recoverMs) == [], "every wait has an end")

  var recording = Bed.recording
  #expect(recording.step(.calledToRecover) == [])
}

@Test("[EVT-8] finished: HealthKit ends it, and its final metrics are this watch's last word, said once")
func finishes() {
  var bed = Bed.recording
  #expect(bed.want(nil, owing: owing("s-1", hasWord: true)) == [.health(.finish(sessionId: "s-1"))])
  let metrics = Metrics(activeEnergyKcal: 61.5, durationMs: 600_000)
  #expect(
    bed.step(.report(.finished(sessionId: "s-1", metrics)))
      == [.final(sessionId: "s-1", .final, activeEnergyKcal: 61.5, durationMs: 600_000)])
  #expect(bed.want(nil, owing: owing("s-1", hasWord: true)) == [])
  #expect(!bed.workout.status.isRecording)
}

@Test("discarded: HealthKit keeps nothing")
func discards() {
  var bed = Bed.recording
  #expect(bed.want(nil, discarded: ["s-1"]) == [.health(.discard)])
  #expect(bed.want("s-2") == [.health(.begin(sessionId: "s-2"))], "and the next one begins without being asked again")
}

@Test(
  "[EVT-8] HealthKit gives nothing: an estimate from what was measured, or that there is none; an estimate said before stands"
)
func estimates() {
  for hasWord in [false, true] {
    for measured in [nil, 12.0] as [Double?] {
      var bed = Bed.recording
      if measured != nil {
        _ = bed.step(
          .report(.collected(Reading(energy: measured.map { .init($0, at: Date(timeIntervalSince1970: 1)) }))))
      }
      _ = bed.want(nil, owing: owing("s-1", hasWord: hasWord))
      let effects = bed.step(.report(.finished(sessionId: "s-1", nil)))
      let outcome: CaloriesOutcome = measured == nil ? .none : .estimated
      let word = WorkoutEffect.final(sessionId: "s-1", outcome, activeEnergyKcal: measured, durationMs: nil)
      #expect(effects == (hasWord ? [] : [word]))
    }
  }
}

@Test("HealthKit does not answer: every wait ends, and a late answer is used")
func silence() {
  var bed = Bed()
  _ = bed.step(.launched)
  _ = bed.want("s-1")
  #expect(bed.wait(Workout.recoverMs) == [.health(.authorize)])
  _ = bed.step(.report(.authorized))
  #expect(bed.workout.wakeAt == bed.now.monotonicMs + Workout.beginMs)
  #expect(bed.wait(Workout.beginMs) == [])
  #expect(bed.workout.status.fault == .other("HealthKit did not start the workout in time"))
  #expect(bed.workout.wakeAt == nil)
  #expect(bed.step(.report(.began)) == [] && bed.workout.status.isRecording, "it began after all")
  #expect(bed.want(nil, owing: owing("s-1")) == [.health(.finish(sessionId: "s-1"))])
  #expect(bed.wait(Workout.finishMs) == [.final(sessionId: "s-1", .none, activeEnergyKcal: nil, durationMs: nil)])
  #expect(
    bed.step(.report(.finished(sessionId: "s-1", Metrics(activeEnergyKcal: 9, durationMs: 5))))
      == [.final(sessionId: "s-1", .final, activeEnergyKcal: 9, durationMs: nil)])
}

@Test("not allowed or not there: no workout is begun, and a finished session is told that there are no calories")
func denied() {
  for denial in [HealthDenial.refused, .unavailable] {
    var bed = Bed()
    _ = bed.step(.launched)
    _ = bed.step(.report(.recovered(nil)))
    _ = bed.want("s-1")
    #expect(bed.step(.report(.denied(denial))) == [])
    #expect(bed.workout.status.permission == .denied(denial))
    #expect(bed.want("s-1", running: false) == [])
    #expect(
      bed.want(nil, owing: owing("s-1")) == [.final(sessionId: "s-1", .none, activeEnergyKcal: nil, durationMs: nil)])
    #expect(bed.want("s-2") == [], "it does not ask again by itself")
    #expect(bed.step(.retry) == [.health(.authorize)])
  }
}

@Test("pause and resume go from the session to HealthKit, and from the wrist's buttons to the session, without an echo")
func pauses() {
  var bed = Bed.recording
  #expect(bed.want("s-1", running: false) == [.health(.pause)])
  #expect(bed.step(.report(.paused)) == [])
  #expect(bed.want("s-1") == [.health(.resume)])
  #expect(bed.want("s-1", running: false) == [.health(.pause)], "before HealthKit has answered")
  #expect(bed.step(.report(.resumed)) == [])
  #expect(bed.step(.report(.paused)) == [])
  #expect(bed.step(.report(.resumed)) == [.resume(sessionId: "s-1")], "the buttons")
  #expect(bed.want("s-1") == [])
  #expect(bed.step(.report(.paused)) == [.pause(sessionId: "s-1")])
}

@Test("another app begins a workout: ours is not begun again by itself, and the session goes on")
func takenAway() {
  var bed = Bed.recording
  #expect(bed.step(.report(.ended(.anotherWorkout))) == [])
  #expect(bed.workout.status.fault == .anotherWorkout && !bed.workout.status.isRecording)
  #expect(bed.want("s-1", running: false) == [])
  #expect(bed.step(.retry) == [.health(.begin(sessionId: "s-1"))])
  _ = bed.step(.report(.failed(.anotherWorkout)))
  #expect(bed.want(nil, owing: owing("s-1")) == [.health(.find(sessionId: "s-1"))], "what was saved when it ended")
}

@Test("called by the phone: a workout begins at once and learns whose it is; if nobody comes, it is discarded")
func summoned() {
  for comes in [true, false] {
    var bed = Bed()
    _ = bed.step(.launched)
    _ = bed.step(.report(.recovered(nil)))
    #expect(bed.step(.summoned) == [.health(.authorize)])
    #expect(bed.step(.report(.authorized)) == [.health(.begin(sessionId: nil))])
    #expect(bed.step(.report(.began)) == [])
    #expect(bed.wait(Workout.summonsMs - 1) == [])
    if comes {
      #expect(bed.want("s-1") == [.health(.adopt(sessionId: "s-1"))])
      #expect(bed.wait(10) == [] && bed.workout.wakeAt == nil)
    } else {
      #expect(bed.wait(1) == [.health(.discard)])
      #expect(bed.wait(60_000) == [])
    }
  }
}

@Test("after a crash the workout that runs is taken up again, under the session that is live now")
func recovers() {
  var bed = Bed()
  _ = bed.step(.launched)
  _ = bed.want("s-1", running: false)
  #expect(bed.step(.report(.recovered(Recovered(sessionId: "s-1", isPaused: true)))) == [])
  #expect(bed.workout.status.isRecording)
  var ended = Bed()
  _ = ended.step(.launched)
  _ = ended.want(nil, owing: owing("s-1"))
  #expect(
    ended.step(.report(.recovered(Recovered(sessionId: "s-1", isPaused: false))))
      == [.health(.finish(sessionId: "s-1"))])
  var other = Bed()
  _ = other.step(.launched)
  _ = other.want("s-2")
  #expect(
    other.step(.report(.recovered(Recovered(sessionId: "s-1", isPaused: false)))) == [.health(.adopt(sessionId: "s-2"))]
  )
}

@Test("while nobody can say what is live, a workout that an earlier process left runs on")
func unreadSessions() {
  for sessionId in ["s-1", nil] {
    var bed = Bed()
    _ = bed.step(.launched)
    #expect(bed.step(.report(.recovered(Recovered(sessionId: sessionId, isPaused: false)))) == [])
    #expect(bed.wait(60_000) == [] && bed.workout.status.isRecording)
    #expect(bed.want("s-1") == (sessionId == nil ? [.health(.adopt(sessionId: "s-1"))] : []))
  }
}

@Test("one ended and the next began before it was seen: the workout is the first one's, and the next gets its own")
func swapped() {
  var bed = Bed.recording
  #expect(bed.want("s-2", owing: owing("s-1")) == [.health(.finish(sessionId: "s-1"))])
  #expect(
    bed.step(.report(.finished(sessionId: "s-1", Metrics(activeEnergyKcal: 9, durationMs: 5))))
      == [
        .final(sessionId: "s-1", .final, activeEnergyKcal: 9, durationMs: 5), .health(.begin(sessionId: "s-2")),
      ])
  var thrown = Bed.recording
  #expect(thrown.want("s-2", discarded: ["s-1"]) == [.health(.discard), .health(.begin(sessionId: "s-2"))])
  var both = Bed.recording
  #expect(both.want("s-2") == [.health(.adopt(sessionId: "s-2"))], "one of two live ones came to the screen")
}

@Test("a workout that is found late is taken up whatever is waited for, and not left to run")
func foundLate() {
  var bed = Bed()
  _ = bed.step(.launched)
  _ = bed.want(nil, owing: owing("s-1"))
  #expect(bed.wait(Workout.recoverMs) == [.health(.find(sessionId: "s-1"))])
  #expect(
    bed.step(.report(.recovered(Recovered(sessionId: "s-1", isPaused: false))))
      == [.health(.finish(sessionId: "s-1"))])
}

@Test("a workout that may have begun without saying so is ended with its session")
func begunUnheard() {
  for isDiscarded in [false, true] {
    var bed = Bed()
    _ = bed.step(.launched)
    _ = bed.step(.report(.recovered(nil)))
    _ = bed.want("s-1")
    _ = bed.step(.report(.authorized))
    _ = bed.wait(Workout.beginMs)
    let ended =
      isDiscarded ? bed.want(nil, discarded: ["s-1"]) : bed.want(nil, owing: owing("s-1"))
    #expect(ended == [.health(isDiscarded ? .discard : .finish(sessionId: "s-1"))])
  }
}

@Test("[DRV-1] where HealthKit missed a part, its energy counts and its duration does not")
func partly() {
  var bed = Bed.recording
  _ = bed.step(.report(.ended(.other("it failed"))))
  #expect(bed.workout.status.fault == .other("it failed"))
  _ = bed.step(.retry)
  _ = bed.step(.report(.began))
  _ = bed.want(nil, owing: owing("s-1"))
  #expect(
    bed.step(.report(.finished(sessionId: "s-1", Metrics(activeEnergyKcal: 9, durationMs: 5))))
      == [.final(sessionId: "s-1", .final, activeEnergyKcal: 9, durationMs: nil)])
  let parts = [Metrics(activeEnergyKcal: 4, durationMs: 1_000), Metrics(activeEnergyKcal: nil, durationMs: 500)]
  #expect(Metrics(adding: parts) == Metrics(activeEnergyKcal: 4, durationMs: 1_500) && Metrics(adding: []) == nil)
}

@Test("[EVT-7] readings are passed on at most every five seconds, with the age they have, and once")
func readings() {
  var bed = Bed.recording
  #expect(bed.reads(energyAge: 176_000, heartAge: 176_000) == [bed.measure(5, 120, 176_000)])
  #expect(bed.wait(4_999) == [])
  #expect(bed.reads(energyAge: 0, heartAge: 0) == [])
  _ = bed.wait(1)
  #expect(bed.reads(energyAge: -50, heartAge: -50) == [bed.measure(5, 120, 0)])
  _ = bed.wait(5_000)
  #expect(bed.reads(energyAge: 4_950, heartAge: 4_950) == [], "nothing new was measured")
}

@Test("[EVT-7] a heart rate that has stalled is not made young by the energy that goes on, nor the energy old")
func stalledSensor() {
  var bed = Bed.recording
  #expect(bed.reads(energyAge: 0, heartAge: 90_000) == [bed.measure(5, nil, 0), bed.measure(nil, 120, 90_000)])
  _ = bed.wait(5_000)
  #expect(bed.reads(energyAge: 0, heartAge: 95_000) == [bed.measure(5, nil, 0)], "the old beat was said before")
  _ = bed.wait(5_000)
  #expect(bed.reads(energyAge: nil, heartAge: 1_000) == [bed.measure(nil, 120, 1_000)])
}

@Test("[ENV-5] what no body can do is not passed on", arguments: [-1.0, .nan, .infinity, 100_001])
func oddReadings(_ value: Double) { #expect(hundredths(value, upTo: 100_000) == nil) }

@Test("[ENV-5] a sensor's number is rounded to hundredths")
func rounds() {
  #expect(hundredths(61.456, upTo: 400) == Hundredths(count: 6_146))
  #expect(hundredths(nil, upTo: 400) == nil)
}
