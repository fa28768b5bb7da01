import { readFileSync, writeFileSync } from "node:fs";
import { specPath, withEnforcement } from "./rules.ts";

/** `pnpm spec`: writes the table of enforcement at the end of SPEC. The law above it is written by hand. */
writeFileSync(specPath, withEnforcement(readFileSync(specPath, "utf8")));
