import { command } from "../command.ts";
import { lightyFile } from "../places.ts";
import { type Shell, shellScript, shells } from "../shells.ts";

export const spec = command({
  group: "Set-up",
  summary: "Print what makes a shell complete commands, options, files and sessions",
  description:
    "Evaluated in a shell's start file it completes lighty with the Tab key; what is offered comes from the commands themselves, and sessions and devices from the running relay. Where no lighty is on the path it defines one, so that in a clone of the repository the word works everywhere.",
  arguments: { shell: { summary: "bash, zsh or fish", completes: shells } },
  examples: [
    ["completion bash >> ~/.bashrc", "for bash, from the next shell on"],
    ["completion zsh >> ~/.zshrc", "for zsh, after compinit"],
    ["completion fish > ~/.config/fish/completions/lighty.fish", "for fish"],
  ],
  run: async ({ arguments: { shell }, terminal }) => {
    terminal.print(shellScript(shell as Shell, process.execPath, lightyFile));
    return "ok";
  },
});
