import { z } from "zod";
import { assessmentValues, keptFile } from "./assessment-values.ts";

/**
 * What was typed and is not on the server yet, kept on the device so that neither a reload nor a dead connection
 * loses it. It goes as soon as the server has it: nothing about a student stays on a phone longer than it must.
 */
const keptDraft = z.object({
  values: assessmentValues,
  files: z.array(keptFile),
  assessmentId: z.string().nullable(),
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

/** Storage may be refused or full; then only the server's copy is there, and the status says what is saved. */
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
    // What cannot be written was never there.
  }
}

function keyOf({ userId, studentId, competencyId }: DraftOwner): string {
  return `assessment-draft ${userId} ${studentId} ${competencyId}`;
}
