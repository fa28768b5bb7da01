export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** What a shell evaluates. `lighty completion offer` answers each Tab: a line an offer, its summary after a tab; `:file` for files. */
export function shellScript(shell: Shell, node: string, file: string): string {
  return scripts[shell].replaceAll("NODE", quoted(node)).replaceAll("FILE", quoted(file));
}

/** As one word of a shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

const scripts: Readonly<Record<Shell, string>> = {
  bash: `command -v lighty >/dev/null 2>&1 || lighty() { NODE FILE "$@"; }
_lighty() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    if [ "$line" = ":file" ]; then
      compopt -o default 2>/dev/null
      return
    fi
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <(lighty completion offer -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _lighty lighty`,

  zsh: `command -v lighty >/dev/null 2>&1 || lighty() { NODE FILE "$@"; }
_lighty() {
  local line
  local -a offers
  while IFS= read -r line; do
    if [[ "$line" == ":file" ]]; then
      _files
      return
    fi
    offers+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <(lighty completion offer -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  _describe 'lighty' offers
}
compdef _lighty lighty`,

  fish: `if not type -q lighty
  function lighty
    NODE FILE $argv
  end
end
function __lighty_offers
  set -l words (commandline -opc)
  set -l offers (lighty completion offer -- $words[2..-1] (commandline -ct) 2>/dev/null)
  if test "$offers" = ":file"
    __fish_complete_path (commandline -ct)
  else
    printf '%s\\n' $offers
  end
end
complete -c lighty -f -a '(__lighty_offers)'`,
};
