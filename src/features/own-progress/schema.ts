import { z } from "zod";
import { text } from "#src/lib/fields.ts";

/** Which suggestion of `GET /api/competency-analytics`: by its kind, and by the id of its subject. */
const suggestion = { kind: text({ min: 1, max: 60 }), subjectId: text({ min: 1, max: 200 }) };

export const hideBody = z.strictObject({ ...suggestion, isHidden: z.boolean() });
export type HideBody = z.output<typeof hideBody>;

/** The latest hidden first. */
export const hiddenAnswer = z.object({ items: z.array(z.object({ kind: z.string(), subjectId: z.string() })) });
export type HiddenAnswer = z.infer<typeof hiddenAnswer>;
