import { z } from "zod";
import { changedFields, changeKinds } from "#src/features/framework-versions/values.ts";
import { id } from "#src/lib/fields.ts";

export const versionParams = z.strictObject({ id });
export const diffQuery = z.strictObject({ from: id.optional() });

export const nextVersionAnswer = z.object({
  id: z.string(),
  version: z.string(),
  /** False where the next version had been started before. */
  isNew: z.boolean(),
});
export type NextVersionAnswer = z.infer<typeof nextVersionAnswer>;

const version = z.object({ id: z.string(), name: z.string(), version: z.string(), status: z.string() });

const fieldChange = z.object({
  field: z.enum(changedFields),
  /** In words; null where there is none. */
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** What is counted changes, and with it whether the target is reached. */
  counts: z.boolean(),
});
export type FieldChange = z.infer<typeof fieldChange>;

const change = z.object({
  kind: z.enum(changeKinds),
  /** Of the competency in the later version; in the earlier where it was retired. */
  competencyId: z.string(),
  code: z.string().nullable(),
  name: z.string(),
  fields: z.array(fieldChange),
  /** Where it stood and stands, as "A > B". */
  moved: z.object({ before: z.string(), after: z.string() }).nullable(),
});
export type Change = z.infer<typeof change>;

export const diffAnswer = z.object({
  /** Null where there is no version before it. */
  from: version.nullable(),
  to: version,
  counts: z.object({
    added: z.number().int(),
    changed: z.number().int(),
    moved: z.number().int(),
    retired: z.number().int(),
    same: z.number().int(),
  }),
  changes: z.array(change),
});
export type DiffAnswer = z.infer<typeof diffAnswer>;
