import { z } from "zod";
import { steps } from "#src/features/first-hour/values.ts";

const count = z.number().int();

export const firstHourAnswer = z.object({
  /** What of the school there is; the steps are derived from it. */
  made: z.object({
    students: count,
    supervisors: count,
    /** Who was added and has not joined. */
    notJoined: count,
    /** Of those, who was not sent an invitation yet. */
    notInvited: count,
    /** Who joined, or was sent an invitation. */
    reachedStudents: count,
    reachedSupervisors: count,
    frameworks: count,
    placements: count,
    assignments: count,
    assessments: count,
  }),
  done: z.array(z.enum(steps)),
  /** The first that is not done; null after the last. */
  next: z.enum(steps).nullable(),
  isHidden: z.boolean(),
});
export type FirstHourAnswer = z.infer<typeof firstHourAnswer>;

export const firstHourBody = z.strictObject({ isHidden: z.boolean() });

export const sampleFrameworkAnswer = z.object({ id: z.string() });

export const inviteAllAnswer = z.object({ sent: count });
export type InviteAllAnswer = z.infer<typeof inviteAllAnswer>;
