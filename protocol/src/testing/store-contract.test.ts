import { MemoryStore } from "../sim/index.ts";
import { describeStore } from "./store-contract.ts";

describeStore("MemoryStore", async () => {
  const store = new MemoryStore();
  return { store, reopen: async () => store.copy() };
});
