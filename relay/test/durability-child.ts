import { SqliteLog } from "../src/log/sqlite-log.ts";
import { arrivalsOf, buildBatch } from "./build.ts";
import { keepAll } from "./retention.ts";

/*
 * Writes as fast as it can until it is killed, and tells what is durable: batches that become raw rows, batches that become blocks, and
 * raw rows laid into blocks in between, so that the kill comes in the midst of any of them.
 */

const [folder = "", seed = "0"] = process.argv.slice(2);
const log = new SqliteLog(folder, () => "killedlog000", { retention: keepAll });
let random = Number(seed) + 1;
const draw = (most: number) => {
  random = (random * 48_271) % 2_147_483_647;
  return 1 + (random % most);
};

let [{ traceSeq } = { traceSeq: 0 }] = log.held("phone0001", ["boot-1"]);
const write = () => {
  const count = draw(3) === 1 ? draw(400) : draw(30);
  const traceSeqs = Array.from({ length: count }, (_, i) => traceSeq + 1 + i);
  log.write(buildBatch(...arrivalsOf(traceSeqs, [`s${draw(9)}`])));
  traceSeq += count;
  process.send?.(traceSeq);
  if (draw(4) === 1) log.tidy(0);
  setImmediate(write);
};
write();
