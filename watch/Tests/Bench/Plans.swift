import LightyProtocol

/// A squat and a bench press, two sets each.
package let monday = Plan(
  routineId: "monday", routineName: "Monday", unit: .kg,
  exercises: [
    PlannedExercise(
      exerciseId: "squat", name: "Squat", restSeconds: 90,
      sets: ["squat.1", "squat.2"].map { PlannedSet(setId: $0, weight: Hundredths(100), reps: 5) }),
    PlannedExercise(
      exerciseId: "bench", name: "Bench press", restSeconds: 0,
      sets: ["bench.1", "bench.2"].map { PlannedSet(setId: $0, weight: Hundredths(80), reps: 8) }),
  ])
