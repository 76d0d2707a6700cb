/** The processor time of this process during `work`, in milliseconds: other programs do not count. */
export async function cpuTimeMs(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
