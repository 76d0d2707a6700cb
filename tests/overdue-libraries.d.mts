export type AuditReport = {
  vulnerabilities: Record<
    string,
    { severity: string; fixAvailable: boolean | { name: string; version: string; isSemVerMajor?: boolean } }
  >;
};
export type Line = {
  name: string;
  why: string;
  version: string;
  /** Since the version that is needed came out; undefined where the registry does not say. */
  days: number | undefined;
  frame: number;
  isOverdue: boolean;
};
export const frames: { reachableWeakness: number; otherWeakness: number; newer: number; newerMajor: number };
export function overdueLibraries(
  facts: {
    outdated: Record<string, { wanted: string; latest: string }>;
    audit: AuditReport | undefined;
    times: Record<string, Record<string, string>>;
    usedAtRuntime: ReadonlySet<string>;
  },
  now: Date,
): Line[];
export function tableOf(lines: Line[]): string;
