import { z } from "zod";
import { kinds, spans } from "#src/features/audit/values.ts";
import { id, instant, text } from "#src/lib/fields.ts";

const filters = {
  kind: z.enum(kinds).optional(),
  /** Words of the name or the address of who acted. */
  who: text({ max: 200 }).optional(),
  /** Words of the name or the address of the person whom it is about. */
  about: text({ max: 200 }).optional(),
  actorId: id.optional(),
  /** The id of a person or of any other record. */
  recordId: id.optional(),
  days: z.enum(spans).optional(),
  from: instant.optional(),
  to: instant.optional(),
};

export const auditQuery = z.strictObject({
  ...filters,
  cursor: text({ max: 2000 }).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type AuditQuery = z.output<typeof auditQuery>;
export const auditExportQuery = z.strictObject(filters);
export type AuditFilters = z.output<typeof auditExportQuery>;

const person = z.object({ id: z.string(), name: z.string().nullable(), role: z.string().nullable() });

const entry = z.object({
  id: z.string(),
  at: z.string(),
  kind: z.enum(kinds),
  /** Null where the program itself acted. */
  who: person.nullable(),
  /** A code of an act, the words of what was looked at, or the address that was refused. */
  what: z.string(),
  about: person.nullable(),
  record: z.object({ type: z.string(), id: z.string().nullable() }).nullable(),
  /** How many records a list showed; how often something was refused that was counted. */
  count: z.number().nullable(),
  /** The address from which a sign-in failed. */
  source: z.string().nullable(),
  detail: z.array(z.object({ name: z.string(), value: z.string() })),
  seal: z.number().nullable(),
  requestId: z.string().nullable(),
});
export type AuditLine = z.infer<typeof entry>;

export const auditAnswer = z.object({ items: z.array(entry), nextCursor: z.string().nullable() });
export type AuditAnswer = z.infer<typeof auditAnswer>;

export const auditStateAnswer = z.object({
  /** Null until the first check. */
  checkedAt: z.string().nullable(),
  /** How many entries fit. */
  entries: z.number(),
  /** How many came after the check. */
  newer: z.number(),
  fault: z
    .object({
      log: z.enum(["audit", "access"]),
      seal: z.number(),
      entry: z.number().nullable(),
      id: z.string().nullable(),
      how: z.enum(["changed", "missing", "added", "backdated", "rewritten", "cut"]),
    })
    .nullable(),
  anchoredAt: z.string().nullable(),
  stampedBy: z.string().nullable(),
});
export type AuditStateAnswer = z.infer<typeof auditStateAnswer>;

export const looksQuery = z.strictObject({
  cursor: text({ max: 2000 }).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export const looksAnswer = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      at: z.string(),
      what: z.string(),
      /** Tells one reader from another, and is no id. */
      reader: z.string(),
      /** Of the school's staff alone. */
      readerName: z.string().nullable(),
      readerRole: z.string().nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
});
export type LooksAnswer = z.infer<typeof looksAnswer>;
