import * as z from "zod/mini";
import { newId } from "#src/lib/ids.ts";
import { assessmentValues, keptFile } from "./assessment-values.ts";
import { type DraftContent, draftOrigin, evaluationDataOnDevice, noOrigin } from "./save-request.ts";
import { keptPrefix as prefix } from "./unsent-keys.ts";

/**
 * Text that is not on the server yet, stored on the device so that a reload or a lost connection does not lose it, with
 * the version of the draft that it started from. It is removed as soon as the server has it: data about a student must
 * not stay on a phone longer than necessary. Each open form has an entry of its own, so that two tabs with one draft
 * do not overwrite each other's text here either.
 */
const keptDraft = z.object({
  values: assessmentValues,
  files: z.array(keptFile),
  /** The request body that these values give, so that another page can send it. */
  evaluationData: z.optional(evaluationDataOnDevice),
  origin: draftOrigin,
});
export type KeptDraft = z.infer<typeof keptDraft>;

/** Entries that were written before drafts had versions. They did not start from any version that is known. */
const olderDraft = z.pipe(
  z.extend(z.omit(keptDraft, { origin: true }), { assessmentId: z.nullable(z.string()) }),
  z.transform(
    ({ assessmentId, ...kept }): KeptDraft => ({
      ...kept,
      origin: assessmentId === null ? noOrigin : { assessmentId, version: "" },
    }),
  ),
);

export type DraftOwner = { userId: string; studentId: string; competencyId: string };
export type KeptEntry = { key: string; owner: DraftOwner; draft: KeptDraft };

export function newKeptKey({ userId, studentId, competencyId }: DraftOwner): string {
  return `${prefix}${userId} ${studentId} ${competencyId} ${newId()}`;
}

/** What this device has of one draft: more than one entry if several tabs typed without saving. */
export function listKept(owner: DraftOwner): KeptEntry[] {
  return listKeptOf(owner.userId).filter(
    (entry) => entry.owner.studentId === owner.studentId && entry.owner.competencyId === owner.competencyId,
  );
}

/** All that this device has of a person's drafts. */
export function listKeptOf(userId: string): KeptEntry[] {
  return storedKeys()
    .filter((key) => key.startsWith(`${prefix}${userId} `))
    .flatMap((key) => {
      const [studentId = "", competencyId = ""] = key.slice(prefix.length + userId.length + 1).split(" ");
      const draft = readDraft(key);
      return draft ? [{ key, owner: { userId, studentId, competencyId }, draft }] : [];
    });
}

export function contentOfKept({ evaluationData, files }: KeptDraft): DraftContent | undefined {
  return evaluationData && { evaluationData, evidenceFiles: files.map(({ fileId }) => fileId) };
}

/** Storage may be refused or full; then only the server has a copy, and the status shows what was saved. */
export function writeKept(key: string, draft: KeptDraft): void {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // See above.
  }
}

export function forgetKept(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // If storage cannot be written, nothing was stored.
  }
}

function readDraft(key: string): KeptDraft | undefined {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    return z.union([keptDraft, olderDraft]).safeParse(stored).data;
  } catch {
    return undefined;
  }
}

function storedKeys(): string[] {
  try {
    return Object.keys(localStorage).sort();
  } catch {
    return [];
  }
}
