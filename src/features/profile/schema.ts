import { z } from "zod";
import { maxNameLength, maxPronounsLength, themes } from "#src/features/profile/values.ts";
import { id, name } from "#src/lib/fields.ts";

const timeZone = z.string().max(64).refine(isTimeZone, "must be a time zone such as Europe/London");

/** What is left out stays as it is; null removes it. */
export const profileBody = z
  .strictObject({
    name: name({ max: maxNameLength }),
    pronouns: name({ max: maxPronounsLength }).nullable(),
    /** Null for that of each device. */
    timeZone: timeZone.nullable(),
    theme: z.enum(themes),
  })
  .partial()
  .refine((body) => Object.keys(body).length > 0, "must change something");
export type ProfileBody = z.input<typeof profileBody>;

export const profileAnswer = z.object({
  name: z.string(),
  pronouns: z.string().nullable(),
  timeZone: z.string().nullable(),
  theme: z.enum(themes).nullable(),
});
export type Profile = z.infer<typeof profileAnswer>;

export const pictureParams = z.object({ id });
/** A part of the address, so that an open page shows another picture once there is one. */
export const pictureQuery = z.strictObject({ v: z.string().max(64).optional() });
export const pictureAnswer = z.object({ picture: z.string().nullable() });
export type PictureAnswer = z.infer<typeof pictureAnswer>;

function isTimeZone(value: string): boolean {
  // Offsets such as +01:00 are known to Intl, but say nothing about summer time.
  if (!/^[A-Za-z]/.test(value)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
