import { z } from "zod";
import { channels, emailPaces, notificationTypes, quietDays } from "#src/features/notifications/values.ts";
import { id, page, pageQuery, text } from "#src/lib/fields.ts";
import { isPublicAddress } from "#src/lib/public-address.ts";

const type = z.enum(notificationTypes);
const channel = z.enum(channels);

const notificationLine = z.object({
  id: z.string(),
  type,
  subject: z.string().nullable(),
  content: z.string(),
  payload: z.record(z.string(), z.unknown()).nullable(),
  createdAt: z.string(),
  readAt: z.string().nullable(),
});
export type NotificationLine = z.infer<typeof notificationLine>;
export const notificationsQuery = z.strictObject({ ...pageQuery, only: z.enum(["unread"]).optional() });
export const notificationsAnswer = page(notificationLine).extend({ unread: z.number().int() });
export type NotificationsAnswer = z.infer<typeof notificationsAnswer>;

/** Some, or one with all that are older: what came after it has not been seen yet. */
export const readBody = z.union([z.strictObject({ ids: z.array(id).min(1).max(200) }), z.strictObject({ upTo: id })]);
export type ReadBody = z.input<typeof readBody>;
export const readAnswer = z.object({ unread: z.number().int() });
export type ReadAnswer = z.infer<typeof readAnswer>;

const choice = z.strictObject({ type, channel, isOn: z.boolean() });

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 22:00");
const quiet = z
  .strictObject({ from: time, to: time, days: z.enum(quietDays) })
  .refine(({ from, to }) => from !== to, { path: ["to"], message: "must be another time than they begin" });
export type Quiet = z.infer<typeof quiet>;

/** What is left out stays as it is; null ends the quiet hours. */
export const settingsBody = z
  .strictObject({
    choices: z
      .array(choice)
      .min(1)
      .max(notificationTypes.length * channels.length)
      .refine(
        (choices) => new Set(choices.map(({ type, channel }) => `${type} ${channel}`)).size === choices.length,
        "must name each only once",
      ),
    quiet: quiet.nullable(),
    emailPace: z.enum(emailPaces),
  })
  .partial()
  .refine((body) => Object.keys(body).length > 0, "must change something");
export type SettingsBody = z.output<typeof settingsBody>;

export const settingsAnswer = z.object({
  /** One for each type and channel. What is always on cannot be switched off. */
  choices: z.array(z.object({ type, channel, isOn: z.boolean(), isAlways: z.boolean() })),
  /** Whether this program can send by the channel. */
  channels: z.object({ EMAIL: z.boolean(), SMS: z.boolean(), PUSH: z.boolean() }),
  /** The reader's own number, with its country code, and why its provider takes no SMS any more. */
  phone: z
    .object({ number: z.string(), verifiedAt: z.string(), refusal: z.enum(["STOPPED", "INVALID"]).nullable() })
    .nullable(),
  /** A number that a code was sent to and that waits for it. */
  waitingPhone: z.object({ number: z.string(), expiresAt: z.string() }).nullable(),
  quiet: quiet.nullable(),
  emailPace: z.enum(emailPaces),
  email: z.string(),
  /** By its clocks quiet hours and digests come. */
  timeZone: z.string(),
  /** What came in the last 7 days, by the day on which a daily digest would have brought it. */
  lastWeek: z.array(z.object({ type, digestOn: z.string(), isAtOnce: z.boolean(), count: z.number().int() })),
});
export type SettingsAnswer = z.infer<typeof settingsAnswer>;

/** Signed by the program; what is not is not found. */
export const unsubscribeQuery = z.strictObject({ token: z.string().min(1).max(400) });
export const unsubscribeAnswer = z.object({ type: z.enum([...notificationTypes, "ALL"]) });
export type UnsubscribeAnswer = z.infer<typeof unsubscribeAnswer>;

/** As a person writes it, with its country code after + or 00. */
export const numberBody = z.strictObject({ number: text({ max: 40 }) });
export type NumberBody = z.output<typeof numberBody>;
export const codeAnswer = z.object({ expiresAt: z.string() });
export type CodeAnswer = z.infer<typeof codeAnswer>;
export const verifyBody = z.strictObject({ code: z.string().regex(/^\d{6}$/, "must be six digits") });
export type VerifyBody = z.output<typeof verifyBody>;

/** As a browser's `PushSubscription` gives it. */
export const deviceBody = z.strictObject({
  endpoint: text({ max: 1_000 }).refine(isPublicAddress, "must be the https address of a push service"),
  keys: z.strictObject({
    p256dh: z.string().regex(/^B[\w-]{86}$/, "must be 65 bytes in base64url"),
    auth: z.string().regex(/^[\w-]{22}$/, "must be 16 bytes in base64url"),
  }),
});
export type DeviceBody = z.output<typeof deviceBody>;
/** `replaces` is the address that the browser had before. */
export const changedDeviceBody = deviceBody.extend({ replaces: text({ max: 1_000 }).refine(isPublicAddress) });
export type ChangedDeviceBody = z.output<typeof changedDeviceBody>;
export const deviceParams = z.strictObject({ id });
export const deviceAnswer = z.object({ id: z.string() });

const device = z.object({
  id: z.string(),
  /** Null where the browser did not say. */
  browser: z.string().nullable(),
  system: z.string().nullable(),
  kind: z.enum(["computer", "phone", "tablet", "program"]),
  /** SHA-256 of its push address in base64url, by which a browser knows itself. */
  endpointHash: z.string(),
  createdAt: z.string(),
  lastSentAt: z.string().nullable(),
  /** When the last message did not arrive; null where it did. */
  failedAt: z.string().nullable(),
});
export type Device = z.infer<typeof device>;
/** Without a public key push messages are not set up. */
export const devicesAnswer = z.object({ publicKey: z.string().nullable(), items: z.array(device) });
export type DevicesAnswer = z.infer<typeof devicesAnswer>;

/** `gone`: the browser takes no messages any more, and was removed. */
export const testAnswer = z.object({ result: z.enum(["sent", "gone", "failed"]) });
export type TestAnswer = z.infer<typeof testAnswer>;
