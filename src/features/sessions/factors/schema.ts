import { z } from "zod";
import { refreshAnswer, shared } from "#src/features/sessions/schema.ts";
import { idleMinutes, longestHours, maxPasskeyNameLength, sharedIdleMinutes } from "#src/features/sessions/values.ts";
import { id, name, text } from "#src/lib/fields.ts";

/** What somebody typed: six digits of an authenticator app, or a recovery code. */
const code = text({ min: 1, max: 40 });
const challengeId = text({ min: 1, max: 100 });
const base64url = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[\w-]*$/, "must be base64url");

/** WebAuthn's AuthenticationResponseJSON, as the browser's `toJSON` gives it. */
const passkeyAnswer = z.object({
  id: base64url(1400).min(1),
  rawId: base64url(1400),
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: base64url(4000),
    authenticatorData: base64url(4000),
    signature: base64url(8000),
    userHandle: base64url(200).exactOptional(),
  }),
  clientExtensionResults: z.object({}).default({}),
});

/** WebAuthn's RegistrationResponseJSON. */
const newPasskey = z.object({
  id: base64url(1400).min(1),
  rawId: base64url(1400),
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: base64url(4000),
    attestationObject: base64url(40_000),
    transports: z
      .array(z.enum(["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"]))
      .max(10)
      .default([]),
  }),
  clientExtensionResults: z.object({}).default({}),
});

export const verifyBody = z.union([
  z.strictObject({ challengeId, code, remember: z.boolean().default(false), shared }),
  z.strictObject({ challengeId, passkey: passkeyAnswer, remember: z.boolean().default(false), shared }),
]);
export type VerifyBody = z.output<typeof verifyBody>;
export const challengeBody = z.strictObject({ challengeId });

/** What `navigator.credentials` takes; made by the server and passed on as it is. */
const options = z.record(z.string(), z.unknown());
export const passkeyOptionsAnswer = z.object({ challengeId: z.string(), options });
export type PasskeyOptionsAnswer = z.infer<typeof passkeyOptionsAnswer>;
export const passkeySignInBody = z.strictObject({ challengeId, passkey: passkeyAnswer, shared });
export type PasskeySignInBody = z.output<typeof passkeySignInBody>;
export const signedInAnswer = refreshAnswer;

const passkeyLine = z.object({
  id: z.string(),
  name: z.string(),
  /** Kept by the person's devices together, or on this one only. */
  isSynced: z.boolean(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
});
export type PasskeyLine = z.infer<typeof passkeyLine>;
const rememberedLine = z.object({
  id: z.string(),
  browser: z.string().nullable(),
  system: z.string().nullable(),
  kind: z.enum(["computer", "phone", "tablet", "program"]),
  lastUsedAt: z.string(),
  until: z.string(),
});
export type RememberedLine = z.infer<typeof rememberedLine>;
export const factorsAnswer = z.object({
  /** The authenticator app. */
  totp: z.object({ createdAt: z.string(), lastUsedAt: z.string() }).nullable(),
  recoveryCodesLeft: z.number().int(),
  passkeys: z.array(passkeyLine),
  /** False where the program is reached at an IP address, to which no passkey can belong. */
  canUsePasskeys: z.boolean(),
  /** Browsers in which the second factor is not asked for, until their end. */
  remembered: z.array(rememberedLine),
  /** Whether the school wants a second factor of the person's role. */
  isRequired: z.boolean(),
});
export type FactorsAnswer = z.infer<typeof factorsAnswer>;

export const enrolmentAnswer = z.object({
  /** To be sent back with the first code; good for fifteen minutes. */
  enrolment: z.string(),
  /** Base32, for typing. */
  secret: z.string(),
  /** For an app on this device. */
  address: z.string(),
  /** The address as a QR code: an SVG path over `size` by `size` modules. */
  qr: z.object({ size: z.number().int(), path: z.string() }),
});
export type EnrolmentAnswer = z.infer<typeof enrolmentAnswer>;
export const confirmBody = z.strictObject({ enrolment: text({ min: 1, max: 1000 }), code });
/** Shown once. Empty where the person has codes already. */
export const codesAnswer = z.object({ recoveryCodes: z.array(z.string()) });
export type CodesAnswer = z.infer<typeof codesAnswer>;

const passkeyName = name({ max: maxPasskeyNameLength });
export const newPasskeyBody = z.strictObject({ challengeId, name: passkeyName, passkey: newPasskey });
export type NewPasskeyBody = z.output<typeof newPasskeyBody>;
export const passkeyParams = z.object({ id: base64url(1400).min(1) });
export const passkeyNameBody = z.strictObject({ name: passkeyName });
export const deviceParams = z.object({ id });

/** Whether a sensitive act would go through now. */
export const freshnessAnswer = z.object({ isFresh: z.boolean() });

export const stepUpMethod = z.enum(["code", "passkey", "password"]);
export type StepUpMethod = z.infer<typeof stepUpMethod>;
/** By what the person can prove who they are; their password only where they have nothing stronger. */
export const stepUpAnswer = z.object({
  methods: z.array(stepUpMethod),
  challengeId: z.string().nullable(),
  options: options.nullable(),
});
export type StepUpAnswer = z.infer<typeof stepUpAnswer>;
export const stepUpBody = z.union([
  z.strictObject({ code }),
  z.strictObject({ password: text({ min: 1, max: 128 }) }),
  z.strictObject({ challengeId, passkey: passkeyAnswer }),
]);
export type StepUpBody = z.output<typeof stepUpBody>;
export const provedAnswer = z.object({ accessToken: z.string(), expiresIn: z.number().int() });

const ruleRole = z.enum(["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN", "SUPER_ADMIN"]);
const factorRoles = z.array(ruleRole).max(4);
const between = ({ least, most }: { least: number; most: number }) => z.number().int().min(least).max(most);
/** Null is what the installation says. */
const limits = {
  idleMinutes: between(idleMinutes).nullable(),
  longestHours: between(longestHours).nullable(),
  sharedIdleMinutes: between(sharedIdleMinutes).nullable(),
};
export const signInRules = z.object({
  factorRoles,
  ...limits,
  /** What the installation says. */
  usual: z.object({ idleMinutes: z.number(), longestHours: z.number(), sharedIdleMinutes: z.number() }),
});
/** Limits that are left out stay as they are. */
export const signInRulesBody = z
  .strictObject({ factorRoles, ...limits })
  .partial({ idleMinutes: true, longestHours: true, sharedIdleMinutes: true });
export type SignInRulesBody = z.output<typeof signInRulesBody>;
export type SignInRules = z.output<typeof signInRules>;
