import * as z from "zod/mini";
import { assessmentValues, keptFile } from "./assessment-values.ts";

/**
 * A draft that is not on the server yet, stored on the device so that a reload or a lost connection does not lose it.
 * It is removed as soon as the server has it: data about a student must not stay on a phone longer than necessary.
 */
const keptDraft = z.object({
  values: assessmentValues,
  files: z.array(keptFile),
  assessmentId: z.nullable(z.string()),
  keptAt: z.string(),
});
export type KeptDraft = z.infer<typeof keptDraft>;

export type DraftOwner = { userId: string; studentId: string; competencyId: string };

export function readKept(owner: DraftOwner): KeptDraft | undefined {
  try {
    const text = localStorage.getItem(keyOf(owner));
    return text === null ? undefined : keptDraft.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Storage may be refused or full; then only the server has a copy, and the status shows what was saved. */
export function writeKept(owner: DraftOwner, draft: KeptDraft): void {
  try {
    localStorage.setItem(keyOf(owner), JSON.stringify(draft));
  } catch {
    // See above.
  }
}

export function forgetKept(owner: DraftOwner): void {
  try {
    localStorage.removeItem(keyOf(owner));
  } catch {
    // If storage cannot be written, nothing was stored.
  }
}

function keyOf({ userId, studentId, competencyId }: DraftOwner): string {
  return `assessment-draft ${userId} ${studentId} ${competencyId}`;
}
