import { z } from "zod";
import { keySources, keyStandings, keyUses } from "#src/features/keys/values.ts";

export const keysAnswer = z.object({
  /** Whether a key service is configured that does not wrap the file of keys yet. */
  isWrapDue: z.boolean(),
  uses: z.array(
    z.object({
      use: z.enum(keyUses),
      source: z.enum(keySources),
      /** The newest first. */
      keys: z.array(
        z.object({
          id: z.string(),
          standing: z.enum(keyStandings),
          /** Null where it is not known: one of a variable or of APP_SECRET. */
          usedFrom: z.string().nullable(),
        }),
      ),
    }),
  ),
});
export type KeysAnswer = z.infer<typeof keysAnswer>;
