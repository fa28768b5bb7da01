import { FoldFile } from "../src/log/fold-file.ts";
import { LogReader } from "../src/log/log-reader.ts";
import { Fold } from "../src/projections/fold.ts";
import { trainedLogId } from "./trained-log.ts";

/*
 * Folds a log from wherever the last one came to, and writes down what it has page by page, far more often than a relay does, until it is
 * killed: the kill comes in the midst of a write.
 */

const [folder = "", head = "0"] = process.argv.slice(2);
const reader = new LogReader(folder);
const fold = new Fold(new FoldFile(folder, trainedLogId, 0, fail), Number(head), fail);
process.send?.(fold.at);
const step = () => {
  const page = reader.read({ after: fold.at, limit: 64 }, Number(head));
  fold.apply(page.entries, page.reached);
  fold.keep("end");
  process.send?.(fold.at);
  if (fold.at < Number(head)) setImmediate(step);
};
step();

function fail(sentence: string): never {
  throw new Error(sentence);
}
