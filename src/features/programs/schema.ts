import { z } from "zod";
import { maxCodeLength } from "#src/features/programs/values.ts";
import { calendarDay, id, name } from "#src/lib/fields.ts";

export const groupParams = z.strictObject({ id });

const uses = z.object({
  people: z.number().int(),
  rotations: z.number().int(),
  competencies: z.number().int(),
  deployments: z.number().int(),
});

const cohort = z.object({
  id: z.string(),
  programId: z.string(),
  name: z.string(),
  startsOn: z.string().nullable(),
  endsOn: z.string().nullable(),
  /** Students who have not left. */
  students: z.number().int(),
  uses,
});
export type Cohort = z.infer<typeof cohort>;

const program = z.object({
  id: z.string(),
  name: z.string(),
  code: z.string(),
  /** Students who have not left. */
  students: z.number().int(),
  uses,
  cohorts: z.array(cohort),
});
export type Program = z.infer<typeof program>;

export const programsAnswer = z.object({ items: z.array(program) });
export type ProgramsAnswer = z.infer<typeof programsAnswer>;

const code = name({ max: maxCodeLength });

/** Without a code it is given one, made of its name. */
export const programBody = z.strictObject({ name: name({ max: 120 }), code: code.optional() });
export type ProgramBody = z.output<typeof programBody>;
export const programChange = z.strictObject({ name: name({ max: 120 }).optional(), code: code.optional() });
export type ProgramChange = z.output<typeof programChange>;

const days = { startsOn: calendarDay.nullable(), endsOn: calendarDay.nullable() };
export const cohortBody = z.strictObject({
  programId: id,
  name: name({ max: 120 }),
  startsOn: days.startsOn.default(null),
  endsOn: days.endsOn.default(null),
});
export type CohortBody = z.output<typeof cohortBody>;
export const cohortChange = z.strictObject({
  programId: id.optional(),
  name: name({ max: 120 }).optional(),
  startsOn: days.startsOn.optional(),
  endsOn: days.endsOn.optional(),
});
export type CohortChange = z.output<typeof cohortChange>;

export const groupAnswer = z.object({ id: z.string() });
