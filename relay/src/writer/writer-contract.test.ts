import { describeEventLog } from "../../test/event-log-contract.ts";
import { temporaryFolder } from "../../test/open-relay.ts";
import { keepAll } from "../../test/retention.ts";
import { Writer } from "./writer.ts";

describeEventLog("Writer", () => {
  const folder = temporaryFolder();
  const opened: Writer[] = [];
  const open = async () => {
    const writer = await Writer.open(folder.path, { retention: keepAll });
    opened.push(writer);
    return writer;
  };
  return {
    isSlow: true,
    open,
    reopen: async (log) => {
      await log.close();
      return open();
    },
    cleanUp: async () => {
      for (const writer of opened) await writer.close();
      folder.remove();
    },
  };
});
