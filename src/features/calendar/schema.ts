import { z } from "zod";

/** When the address was made that is in use; null where there is none. */
export const calendarAnswer = z.object({ madeAt: z.string().nullable() });
export type CalendarAnswer = z.infer<typeof calendarAnswer>;

/** The only answer that contains the address. */
export const newCalendarAnswer = z.object({ address: z.string(), madeAt: z.string() });
export type NewCalendarAnswer = z.infer<typeof newCalendarAnswer>;

/** `<token>.ics`; anything else is no calendar. */
export const feedParams = z.object({ file: z.string().max(200) });
