const units = ["bytes", "kB", "MB", "GB"];

/** 1536 is "1.5 kB": powers of 1000, as disks and phones count. */
export function formatBytes(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** step;
  return `${value < 10 && step > 0 ? Math.round(value * 10) / 10 : Math.round(value)} ${units[step]}`;
}
