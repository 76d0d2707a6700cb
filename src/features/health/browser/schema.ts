import { z } from "zod";
import { devices, mostErrors, mostVitals, stackChars, vitalNames, wordsChars } from "#src/features/health/values.ts";

const path = z.string().startsWith("/").max(400);

export const browserReport = z.strictObject({
  device: z.enum(devices),
  /** Seconds; CLS has no unit. */
  vitals: z
    .array(z.strictObject({ name: z.enum(vitalNames), value: z.number().min(0).max(600), path }))
    .max(mostVitals),
  errors: z
    .array(
      z.strictObject({
        name: z.string().max(wordsChars),
        message: z.string().max(wordsChars),
        stack: z.string().max(stackChars),
        path,
      }),
    )
    .max(mostErrors),
});
export type BrowserReport = z.infer<typeof browserReport>;
