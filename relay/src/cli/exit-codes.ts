/** How a command ends, as a number that a script can ask for. The one birthplace of exit codes. */
export const exitCodes = {
  ok: { code: 0, meaning: "all is well" },
  mismatch: { code: 1, meaning: "what was compared differs, or something failed that has no code of its own" },
  usage: { code: 2, meaning: "the command line, a variable or the project file is wrong" },
  unreachable: { code: 3, meaning: "no relay could be reached" },
  capture: { code: 4, meaning: "a capture is invalid, or of a newer version" },
  timeout: { code: 5, meaning: "the time that was given is over" },
  interrupted: { code: 130, meaning: "interrupted by Ctrl-C or SIGTERM" },
} as const;

export type Exit = keyof typeof exitCodes;
