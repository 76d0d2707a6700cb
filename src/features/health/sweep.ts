import { setTimeout as sleep } from "node:timers/promises";
import type { CheckRun, Result } from "#src/features/health/check.ts";
import { type Finding, mostFindings } from "#src/features/health/values.ts";

type Page = {
  counted: number;
  findings: readonly Finding[];
  /** Behind what the next page begins; null after the last one. */
  next: string | null;
};

/**
 * One slice of a check of many things. It looks at what the last run found again, and then goes on where that one stopped,
 * until the end, until it took its time or has seen its share. It rests after each page for as long as that took. So the
 * findings of the newest run are all that are known.
 */
export async function sweep(
  { findings: known, reached, signal }: Pick<CheckRun, "findings" | "reached" | "signal">,
  parts: {
    /** Those of these things that are still not as they should be. */
    again(ids: readonly string[]): Promise<readonly Finding[]>;
    page(after: string): Promise<Page>;
    takesMs: number;
    /** How many it looks at in one run. */
    most?: number;
  },
): Promise<Result> {
  const until = performance.now() + parts.takesMs;
  const found = new Map<string, Finding>();
  const keep = (findings: readonly Finding[]) => {
    for (const finding of findings) {
      const key = `${finding.what} ${finding.id}`;
      if (found.size < mostFindings || found.has(key)) found.set(key, finding);
    }
  };
  if (known.length > 0) keep(await parts.again([...new Set(known.map(({ id }) => id))]));
  let counted = 0;
  let after = reached;
  while (found.size < mostFindings) {
    signal.throwIfAborted();
    const begun = performance.now();
    const page = await parts.page(after ?? "");
    counted += page.counted;
    keep(page.findings);
    after = page.next;
    if (after === null || counted >= (parts.most ?? Number.POSITIVE_INFINITY) || performance.now() > until) break;
    await sleep(performance.now() - begun);
  }
  return { counted, findings: [...found.values()], reached: after };
}
