import { execFileSync, spawnSync } from "node:child_process";
import { temporaryFolder } from "./open-relay.ts";

/** A disk of its own of so many bytes, in memory, mounted in a folder. */
export interface SmallDisk {
  path: string;
  remove(): void;
}

/** Mounts one; null where this machine does not let us: not Linux, or not its superuser. */
export function smallDisk(bytes: number): SmallDisk | null {
  const folder = temporaryFolder();
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", folder.path]);
  if (mounted.status !== 0) {
    folder.remove();
    return null;
  }
  const remove = () => {
    execFileSync("umount", ["-l", folder.path]);
    folder.remove();
  };
  return { path: folder.path, remove };
}
