import { readdirSync, readFileSync } from "node:fs";

const ticksPerSecond = 100;

/** CPU milliseconds used so far by a process and, with `isTree`, all its descendants, also those that ended. Linux only. */
export function cpuMs(pid: number, isTree = false): number {
  if (!isTree) return ownCpuMs(pid);
  return descendants(pid).reduce((sum, one) => sum + ownCpuMs(one) + endedChildrenCpuMs(one), 0);
}

/** Resident memory in MiB. */
export function residentMiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

/** CPU milliseconds of the children of a process that have ended, with all theirs that they waited for. Linux only. */
export function endedChildrenCpuMs(pid: number): number {
  return ticksOf(pid, 13);
}

function ownCpuMs(pid: number): number {
  return ticksOf(pid, 11);
}

/** The times of user and system, in ms, from this field of `proc_pid_stat(5)` after the name on. */
function ticksOf(pid: number, field: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return ((Number(fields[field]) + Number(fields[field + 1])) * 1000) / ticksPerSecond;
  } catch {
    return 0;
  }
}

function descendants(root: number): number[] {
  const parents = new Map<number, number[]>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      parents.set(parent, [...(parents.get(parent) ?? []), Number(entry)]);
    } catch {
      // The process ended meanwhile.
    }
  }
  const all = [root];
  for (const pid of all) all.push(...(parents.get(pid) ?? []));
  return all;
}
