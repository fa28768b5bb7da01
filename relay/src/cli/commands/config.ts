import { z } from "zod";
import { command, type NamedCommand, type OptionSpec } from "../command.ts";
import { findProjectFile, projectFileName } from "../project-file.ts";
import { settle } from "../settings.ts";

const Setting = z.object({
  setting: z.string(),
  value: z.json().optional(),
  from: z.enum(["variable", "project file", "default"]),
  name: z.string(),
  variable: z.string().optional(),
  key: z.string().optional(),
  commands: z.array(z.string()),
});

export const spec = command({
  group: "Set-up",
  summary: "Show every setting, and with --explain where its value comes from",
  description: `A setting comes from the flag of a command, else from its variable, else from ${projectFileName} in this folder or one above, else from its default. This lists all that the environment and the project file decide.`,
  options: {
    explain: { type: "flag", summary: "tell where each value comes from, and what else would set it" },
  },
  examples: [
    ["config", "every setting and its value"],
    ["config --explain", "the same, with where it comes from"],
    ["config --json", "the same for a program, a line each"],
  ],
  json: { schema: Setting, isLines: true },
  run: async ({ options, terminal, commands }) => {
    const settings = await settingsHere(await commands());
    for (const setting of settings) {
      if (terminal.isJson) terminal.printJson(setting);
      else terminal.print(options.explain ? explained(setting) : `${setting.setting} = ${shown(setting.value)}`);
    }
    return "ok";
  },
});

async function settingsHere(commands: readonly NamedCommand[]): Promise<z.infer<typeof Setting>[]> {
  const project = await findProjectFile(process.cwd(), async () => [...commands]);
  const found = new Map<string, { option: OptionSpec; users: string[] }>();
  for (const [command, { options = {} }] of commands) {
    for (const [name, option] of Object.entries(options)) {
      if (option.env === undefined && option.key === undefined) continue;
      const known = found.get(name) ?? { option, users: [] };
      known.users.push(command);
      found.set(name, known);
    }
  }
  return [...found].map(([setting, { option, users }]) => {
    const { values, origins } = settle({ [setting]: option }, { flags: {}, env: process.env, project });
    const origin = origins[setting] as { from: "variable" | "project file" | "default"; name: string };
    const { env, key, isSecret = false } = option;
    const value =
      isSecret && values[setting] !== undefined ? "(set)" : (values[setting] as z.infer<ReturnType<typeof z.json>>);
    return {
      setting,
      ...(value === undefined ? {} : { value }),
      ...origin,
      ...(env === undefined ? {} : { variable: env }),
      ...(key === undefined ? {} : { key }),
      commands: users,
    };
  });
}

function explained({ setting, value, name, variable, key, commands }: z.infer<typeof Setting>): string {
  const places = [variable, key === undefined ? undefined : `${JSON.stringify(key)} in ${projectFileName}`];
  const others = places.filter((each) => each !== undefined && !name.startsWith(each)).join(" or ");
  return [
    `${setting} = ${shown(value)}`,
    `    from ${name}${others === "" ? "" : `; ${others} would set it`}`,
    `    used by ${commands.join(", ")}`,
  ].join("\n");
}

function shown(value: unknown): string {
  return value === undefined ? "(none)" : JSON.stringify(value);
}
