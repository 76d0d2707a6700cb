import { z } from "zod";
import { maxPlacedAtOnce, maxSupervisors } from "#src/features/rotations/values.ts";
import { calendarDay, id, name, text } from "#src/lib/fields.ts";

export const rotationParams = z.strictObject({ id });
export const placementParams = z.strictObject({ id });

const rotationLine = z.object({
  id: z.string(),
  name: z.string(),
  site: z.string(),
  unit: z.string(),
  startsOn: z.string(),
  endsOn: z.string(),
  programId: z.string().nullable(),
  /** Null where the site sets no limit. */
  places: z.number().int().nullable(),
  /** Null where no hours are asked for. */
  requiredMinutes: z.number().int().nullable(),
  /** Students placed today, of those whom the reader may see. */
  placedNow: z.number().int(),
  /** Students whose placement has not begun yet, likewise. */
  placedLater: z.number().int(),
  /** The most places that are taken on one day from today on; null for readers who do not see all of them. */
  mostPlaced: z.number().int().nullable(),
});
export type RotationLine = z.infer<typeof rotationLine>;
export const rotationsAnswer = z.object({ items: z.array(rotationLine) });
export type RotationsAnswer = z.infer<typeof rotationsAnswer>;

export const rotationsExportQuery = z.strictObject({ search: text({ min: 1, max: 200 }).optional() });

export const rotationBody = z.strictObject({
  name: name({ max: 120 }),
  site: name({ max: 120 }),
  unit: name({ max: 120 }),
  startsOn: calendarDay,
  endsOn: calendarDay,
  programId: id.nullable().default(null),
  places: z.int().min(1).max(10_000).nullable().default(null),
  requiredMinutes: z.int().min(1).max(600_000).nullable().default(null),
});
export type RotationBody = z.output<typeof rotationBody>;
export const rotationAnswer = z.object({ id: z.string() });

const placementLine = z.object({
  id: z.string(),
  studentId: z.string(),
  student: z.string(),
  studentNumber: z.string().nullable(),
  startsOn: z.string(),
  endsOn: z.string(),
  endedAt: z.string().nullable(),
  /** PLANNED, RUNNING or OVER on this day of the school. */
  phase: z.enum(["PLANNED", "RUNNING", "OVER"]),
  supervisors: z.array(z.object({ id: z.string(), name: z.string() })),
  approvedMinutes: z.number().int(),
  waitingMinutes: z.number().int(),
});
export type PlacementLine = z.infer<typeof placementLine>;
export const placementsAnswer = z.object({ rotation: rotationLine, items: z.array(placementLine) });
export type PlacementsAnswer = z.infer<typeof placementsAnswer>;

const supervisorIds = z.array(id).min(1).max(maxSupervisors);

export const placeBody = z.strictObject({
  studentIds: z.array(id).min(1).max(maxPlacedAtOnce),
  supervisorIds,
  startsOn: calendarDay,
  endsOn: calendarDay,
});
export type PlaceBody = z.output<typeof placeBody>;
export const placeAnswer = z.object({ placementIds: z.array(z.string()) });

export const placementBody = z.strictObject({ supervisorIds, startsOn: calendarDay, endsOn: calendarDay });
export const placementAnswer = z.object({ id: z.string(), endedAt: z.string().nullable() });

export const supervisorsAnswer = z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) });
export type SupervisorsAnswer = z.infer<typeof supervisorsAnswer>;
