import type { Base } from "#src/platform/backup/base.ts";

export type Kept = { bases: Base[]; gone: Base[] };

/**
 * Keeps what is needed to restore any moment since `horizon`: the bases since then and the one before them.
 * @param bases the oldest first
 */
export function splitByHorizon(bases: readonly Base[], horizon: Date): Kept {
  const isOld = ({ endedAt }: Base) => new Date(endedAt) <= horizon;
  const firstKept = Math.max(0, bases.filter(isOld).length - 1);
  return { bases: bases.slice(firstKept), gone: bases.slice(0, firstKept) };
}
