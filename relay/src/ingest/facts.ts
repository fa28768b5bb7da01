export { factsOf } from "@lighty/protocol";
