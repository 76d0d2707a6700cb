/** The processor time of this process during `work`, in milliseconds: other programs do not count. */
export function cpuTimeMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  return since(before);
}

/** The same of work that waits. */
export async function cpuTimeMsUntil(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  return since(before);
}

function since(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
