import { z } from "zod";
import { erasureStates, exportStates, maxReason } from "#src/features/privacy/values.ts";
import { id, text } from "#src/lib/fields.ts";

export const idParams = z.strictObject({ id });

export const exportAnswer = z.object({
  exportId: z.string(),
  userId: z.string(),
  personName: z.string(),
  state: z.enum(exportStates),
  /** Percent. */
  progress: z.number().int(),
  error: z.string().nullable(),
  requestedAt: z.string(),
  /** Bytes; null without a file. */
  sizeBytes: z.number().nullable(),
  /** Until when it can be taken; null without a file. */
  expiresAt: z.string().nullable(),
  /** Whether the reader may take the file: the person, and whoever asked for it. */
  isTakable: z.boolean(),
});
export type ExportAnswer = z.infer<typeof exportAnswer>;
export const exportsAnswer = z.object({ items: z.array(exportAnswer) });
export type ExportsAnswer = z.infer<typeof exportsAnswer>;

export const erasureAnswer = z.object({
  erasureId: z.string(),
  userId: z.string(),
  personName: z.string(),
  state: z.enum(erasureStates),
  requestedAt: z.string(),
  /** Until then it can be taken back. */
  dueAt: z.string(),
  /** Whether a hold of the school stops it. */
  isHeld: z.boolean(),
  finishedAt: z.string().nullable(),
  /** By table, how many rows were deleted and changed. */
  proof: z.record(z.string(), z.object({ deleted: z.number().int(), changed: z.number().int() })),
});
export type ErasureAnswer = z.infer<typeof erasureAnswer>;
export const erasuresAnswer = z.object({ items: z.array(erasureAnswer), graceDays: z.number().int() });
export type ErasuresAnswer = z.infer<typeof erasuresAnswer>;

export const holdAnswer = z.object({
  holdId: z.string(),
  userId: z.string(),
  personName: z.string(),
  reason: z.string(),
  placedBy: z.string(),
  placedAt: z.string(),
  liftedAt: z.string().nullable(),
});
export type HoldAnswer = z.infer<typeof holdAnswer>;
export const holdsAnswer = z.object({ items: z.array(holdAnswer) });
export type HoldsAnswer = z.infer<typeof holdsAnswer>;
/** Without the reason: it is kept for whoever repeats the request. */
export const holdStep = z.object({ holdId: z.string() });
export type HoldStep = z.infer<typeof holdStep>;
export const holdBody = z.strictObject({ userId: id, reason: text({ min: 3, max: maxReason }) });
export type HoldBody = z.output<typeof holdBody>;

export const storedAnswer = z.object({
  areas: z.array(
    z.object({
      title: z.string(),
      items: z.array(z.object({ purpose: z.string(), seenBy: z.string(), keptFor: z.string() })),
    }),
  ),
});
export type StoredAnswer = z.infer<typeof storedAnswer>;
