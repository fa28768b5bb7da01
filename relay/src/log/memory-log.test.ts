import { describeEventLog } from "../../test/event-log-contract.ts";
import { MemoryLog } from "./memory-log.ts";

describeEventLog("MemoryLog", () => ({ open: () => new MemoryLog("memorylog000"), cleanUp: async () => {} }));
