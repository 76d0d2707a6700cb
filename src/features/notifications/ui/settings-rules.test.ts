import { describe, expect, it } from "vitest";
import type { SettingsAnswer, SettingsBody } from "#src/features/notifications/schema.ts";
import { channels, notificationTypes } from "#src/features/notifications/values.ts";
import { applyChange, comes, inverseOf, isOn, messagesOfWeek, placeOfZone, takesSms } from "./settings-rules.ts";

const settings: SettingsAnswer = {
  choices: notificationTypes.flatMap((type) =>
    channels.map((channel) => ({
      type,
      channel,
      isOn: channel === "IN_APP" || (channel === "EMAIL" && type === "DEADLINE_REMINDER"),
      isAlways: channel === "IN_APP" && type === "SYSTEM_ANNOUNCEMENT",
    })),
  ),
  channels: { EMAIL: true, SMS: false, PUSH: false },
  phone: null,
  waitingPhone: null,
  quiet: null,
  emailPace: "EACH",
  email: "amina@two-schools.test",
  timeZone: "Europe/London",
  lastWeek: [
    { type: "DEADLINE_REMINDER", digestOn: "2026-12-01", isAtOnce: false, count: 2 },
    { type: "DEADLINE_REMINDER", digestOn: "2026-12-03", isAtOnce: false, count: 1 },
    { type: "DEADLINE_REMINDER", digestOn: "2026-12-03", isAtOnce: true, count: 1 },
    { type: "FEEDBACK_AVAILABLE", digestOn: "2026-12-03", isAtOnce: false, count: 5 },
  ],
};
const feedback = { type: "FEEDBACK_AVAILABLE", channel: "EMAIL", isOn: true } as const;

describe("a change of the settings", () => {
  it.each<SettingsBody>([
    { choices: [feedback] },
    { quiet: { from: "22:00", to: "07:00", days: "EVERY_DAY" } },
    { emailPace: "WEEKLY" },
    { choices: [feedback, { ...feedback, channel: "IN_APP", isOn: false }], quiet: null, emailPace: "DAILY" },
  ])("is taken back by its inverse, which touches nothing else: %j", (change) => {
    const changed = applyChange(settings, change);
    const inverse = inverseOf(settings, change);
    expect(applyChange(changed, inverse)).toEqual(settings);
    expect(Object.keys(inverse).sort()).toEqual(Object.keys(change).sort());
    const meanwhile = applyChange(changed, { choices: [{ ...feedback, type: "PROGRESS_UPDATE" }] });
    expect(isOn(applyChange(meanwhile, inverse), "PROGRESS_UPDATE", "EMAIL")).toBe(true);
  });

  it("leaves on what always is", () => {
    const off = { type: "SYSTEM_ANNOUNCEMENT", channel: "IN_APP", isOn: false } as const;
    expect(isOn(applyChange(settings, { choices: [off] }), "SYSTEM_ANNOUNCEMENT", "IN_APP")).toBe(true);
  });
});

describe("what the last week would have brought", () => {
  it.each([
    ["EACH", 4],
    ["DAILY", 3],
    ["WEEKLY", 2],
  ] as const)("%s: %d emails", (emailPace, emails) => {
    expect(messagesOfWeek({ ...settings, emailPace })).toEqual({ emails, pushes: undefined, sms: undefined });
  });

  it("follows the choices", () => {
    expect(messagesOfWeek(applyChange(settings, { choices: [feedback] })).emails).toBe(9);
    const none = applyChange(settings, { choices: [{ ...feedback, type: "DEADLINE_REMINDER", isOn: false }] });
    expect(messagesOfWeek({ ...none, emailPace: "WEEKLY" }).emails).toBe(0);
  });

  it("has push messages where they are offered", () => {
    const push = applyChange(settings, { choices: [{ ...feedback, channel: "PUSH" }] });
    expect(messagesOfWeek({ ...push, channels: { ...push.channels, PUSH: true } }).pushes).toBe(5);
  });
});

it("names a time zone by its place", () => {
  expect(["Europe/London", "America/Argentina/Buenos_Aires", "UTC"].map(placeOfZone)).toEqual([
    "London",
    "Buenos Aires",
    "UTC",
  ]);
});

describe("SMS", () => {
  const phone = { number: "+447700900123", verifiedAt: "2026-12-01T00:00:00.000Z", refusal: null };
  const offered = { ...settings, channels: { ...settings.channels, SMS: true } };
  const chosen = applyChange(offered, { choices: [{ ...feedback, channel: "SMS" }] });

  it("come to who has a number that takes them", () => {
    expect(takesSms({ ...chosen, phone })).toBe(true);
    expect(comes({ ...chosen, phone }, "FEEDBACK_AVAILABLE", "SMS")).toBe(true);
    expect(messagesOfWeek({ ...chosen, phone }).sms).toBe(5);
    expect(messagesOfWeek({ ...offered, phone }).sms).toBe(0);
  });

  it.each([null, { ...phone, refusal: "STOPPED" as const }])("come to nobody else: %j", (other) => {
    expect(takesSms({ ...chosen, phone: other })).toBe(false);
    expect(comes({ ...chosen, phone: other }, "FEEDBACK_AVAILABLE", "SMS")).toBe(false);
    expect(messagesOfWeek({ ...chosen, phone: other }).sms).toBeUndefined();
  });
});
