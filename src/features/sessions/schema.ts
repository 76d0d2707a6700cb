import { z } from "zod";
import { id, text } from "#src/lib/fields.ts";

const email = z
  .email()
  .max(254)
  .transform((value) => value.toLowerCase());
/** Which may be chosen is decided by `platform/identity/password-rule.ts`; eight are enough beside a second factor. */
const newPassword = text({ min: 8, max: 128 });

const sessionUser = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN", "SUPER_ADMIN"]),
  schoolId: z.string(),
});
export type SessionUser = z.infer<typeof sessionUser>;

/** Whether others use the device too: the session is short, and nothing is kept there. */
export const shared = z.boolean().default(false);
export const signInBody = z.strictObject({ email, password: text({ min: 1, max: 128 }), shared });
export const signInAnswer = z.union([
  z.object({ accessToken: z.string(), expiresIn: z.number().int(), user: sessionUser }),
  z.object({
    mfaRequired: z.literal(true),
    challengeId: z.string(),
    methods: z.array(z.enum(["code", "passkey"])),
  }),
]);
/** API clients without cookies send the refresh token in the body. */
export const refreshBody = z.strictObject({ refreshToken: z.string().max(200).optional() });
export const refreshAnswer = z.object({ accessToken: z.string(), expiresIn: z.number().int(), user: sessionUser });
export const keysAnswer = z.object({
  keys: z.array(
    z.object({
      kid: z.string(),
      kty: z.literal("EC"),
      crv: z.literal("P-256"),
      x: z.string(),
      y: z.string(),
      use: z.literal("sig"),
      alg: z.literal("ES256"),
    }),
  ),
});
export const sessionAnswer = z.object({
  user: sessionUser,
  expiresAt: z.string(),
  /** Without use it ends after as many minutes. */
  idleMinutes: z.number().int(),
  isShared: z.boolean(),
});
export type SessionAnswer = z.infer<typeof sessionAnswer>;
/** `pushEndpoint` is the address at which the browser gets push messages. */
export const signOutBody = z.strictObject({
  everywhere: z.boolean().default(false),
  pushEndpoint: text({ max: 1_000 })
    .refine((address) => URL.canParse(address), "must be an address")
    .optional(),
});
export const doneAnswer = z.object({ ok: z.literal(true) });
export const enterSampleBody = z.strictObject({ role: z.enum(["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN"]) });
export type SampleRole = z.infer<typeof enterSampleBody>["role"];
export const forgotBody = z.strictObject({ email });
export const changePasswordBody = z.strictObject({ currentPassword: text({ min: 1, max: 128 }), newPassword });

const ownSession = z.object({
  id: z.string(),
  /** Null where the device did not say. */
  browser: z.string().nullable(),
  system: z.string().nullable(),
  kind: z.enum(["computer", "phone", "tablet", "program"]),
  /** The network address from which it was started. */
  address: z.string().nullable(),
  startedAt: z.string(),
  lastUsedAt: z.string(),
  /** At the latest. */
  endsAt: z.string(),
  /** Without use it ends after as many minutes. */
  idleMinutes: z.number().int(),
  /** On a device that others use too. */
  isShared: z.boolean(),
  isCurrent: z.boolean(),
  /** Whether it was started in the network from which the list is read. */
  isHere: z.boolean(),
});
export type OwnSessionLine = z.infer<typeof ownSession>;
export const ownSessionsAnswer = z.object({ items: z.array(ownSession) });
export type OwnSessionsAnswer = z.infer<typeof ownSessionsAnswer>;
export const sessionParams = z.object({ id });
export const endedAnswer = z.object({ ended: z.number().int() });
export type EndedAnswer = z.infer<typeof endedAnswer>;
export const resetBody = z.strictObject({ token: text({ min: 1, max: 200 }), password: newPassword });
