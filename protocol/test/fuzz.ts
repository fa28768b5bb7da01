// pnpm fuzz --seeds 100000            that many fresh schedules
// pnpm fuzz --minutes 30              fresh schedules for so long
// pnpm fuzz --seed 42                 one schedule, told line by line
import { parseArgs } from "node:util";
import { drawSchedule, runSchedule } from "../src/sim/index.ts";
import { claimOf } from "./fuzz/batch.ts";
import { runBatches } from "./fuzz/workers.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seeds: { type: "string" },
    minutes: { type: "string" },
    workers: { type: "string" },
  },
});

if (values.seed !== undefined) replay(values.seed);
else await fuzz();

/** Tells one run: the weather that is not fair, every line of the trace, and what it broke. */
function replay(seed: string): void {
  const schedule = drawSchedule(seed);
  const { channels, ...weather } = schedule.weather;
  console.log(`seed ${seed}, path ${schedule.path}`);
  console.log(`weather ${JSON.stringify(weather)}`);
  for (const [channel, what] of Object.entries(channels)) console.log(`  ${channel} ${JSON.stringify(what)}`);
  console.log(`habits ${JSON.stringify(schedule.habits)}`);
  console.log(`changes of watch ${JSON.stringify(schedule.watchChanges)}\n`);
  const run = runSchedule(schedule, true);
  for (const line of run.trace) console.log(line);
  console.log(`\n${run.edits} edits, ${run.packets} packets, ${(run.endedAt / 1000).toFixed(0)} simulated seconds`);
  for (const { claim, at, sentence } of run.faults) {
    console.log(`\nBROKEN ${claimOf(claim)}\n  at ${(at / 1000).toFixed(3)} s: ${sentence}`);
  }
  if (run.faults.length === 0) console.log("every claim held");
  process.exitCode = run.faults.length > 0 ? 1 : 0;
}

async function fuzz(): Promise<void> {
  const minutes = values.minutes === undefined ? Number.POSITIVE_INFINITY : Number(values.minutes);
  const schedules = Number(values.seeds ?? (values.minutes === undefined ? 10_000 : 100_000_000));
  const prefix = Date.now().toString(36);
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  let saidAt = 0;
  console.log(`seeds ${prefix}-0 to ${prefix}-${schedules - 1}`);
  const tally = await runBatches([{ prefix, schedules }], {
    ...(values.workers === undefined ? {} : { workers: Number(values.workers) }),
    onProgress: (sum) => {
      if (seconds() - saidAt >= 5) {
        saidAt = seconds();
        const perSecond = Math.round(sum.schedules / seconds());
        console.log(`${sum.schedules} schedules, ${perSecond} a second, ${sum.failures.length} failed`);
      }
      return seconds() < minutes * 60;
    },
  });
  for (const { seed, path, faults } of tally.failures) {
    const [first] = faults;
    if (first === undefined) continue;
    console.log(`\nFAILED seed ${seed} (path ${path}): ${claimOf(first.claim)}\n  ${first.sentence}`);
    console.log(`  replay: pnpm fuzz --seed ${seed}`);
  }
  const perSecond = Math.round(tally.schedules / seconds());
  console.log(
    `\n${tally.schedules} schedules, ${tally.edits} edits, ${tally.packets} packets in ${seconds().toFixed(1)} s (${perSecond} a second): ${tally.failures.length} failed`,
  );
  process.exitCode = tally.failures.length > 0 ? 1 : 0;
}
