import type { SettingsAnswer, SettingsBody } from "#src/features/notifications/schema.ts";
import type { Channel, NotificationType } from "#src/features/notifications/values.ts";
import type { SettingsGroup } from "./settings-strings.ts";

const shownOrder: readonly NotificationType[] = [
  "DEADLINE_REMINDER",
  "ASSESSMENT_DUE",
  "FEEDBACK_AVAILABLE",
  "ACHIEVEMENT_UNLOCKED",
  "PROGRESS_UPDATE",
  "SYSTEM_ANNOUNCEMENT",
];

/** The types that a group of the page has, with their words. */
export function rowsOf({ rows }: SettingsGroup): { type: NotificationType; title: string; help: string }[] {
  return shownOrder.flatMap((type) => (rows[type] ? [{ type, ...rows[type] }] : []));
}

/** The settings as the server will answer them after the change. */
export function applyChange(
  settings: SettingsAnswer,
  { choices = [], quiet, emailPace }: SettingsBody,
): SettingsAnswer {
  const chosen = new Map(choices.map(({ type, channel, isOn }) => [`${type} ${channel}`, isOn]));
  return {
    ...settings,
    ...(quiet === undefined ? {} : { quiet }),
    ...(emailPace === undefined ? {} : { emailPace }),
    choices: settings.choices.map((choice) => ({
      ...choice,
      isOn: choice.isAlways || (chosen.get(`${choice.type} ${choice.channel}`) ?? choice.isOn),
    })),
  };
}

/** The change that brings back what the other one replaces, and nothing else. */
export function inverseOf(settings: SettingsAnswer, { choices, quiet, emailPace }: SettingsBody): SettingsBody {
  return {
    ...(choices
      ? { choices: choices.map(({ type, channel }) => ({ type, channel, isOn: isOn(settings, type, channel) })) }
      : {}),
    ...(quiet === undefined ? {} : { quiet: settings.quiet }),
    ...(emailPace === undefined ? {} : { emailPace: settings.emailPace }),
  };
}

export function isOn({ choices }: SettingsAnswer, type: NotificationType, channel: Channel): boolean {
  return choices.some((choice) => choice.type === type && choice.channel === channel && choice.isOn);
}

/** Whether SMS reach the reader at all: they have a number that takes them. */
export function takesSms({ channels, phone }: SettingsAnswer): boolean {
  return channels.SMS && phone !== null && phone.refusal === null;
}

/** Whether a type comes by a channel: chosen, and possible. */
export function comes(settings: SettingsAnswer, type: NotificationType, channel: Channel): boolean {
  return isOn(settings, type, channel) && (channel !== "SMS" || takesSms(settings));
}

/** How many messages the last week would have brought with these settings; undefined by a channel that is not offered. */
export function messagesOfWeek(settings: SettingsAnswer): {
  emails: number;
  pushes: number | undefined;
  sms: number | undefined;
} {
  const by = (channel: Channel) => settings.lastWeek.filter(({ type }) => isOn(settings, type, channel));
  const sum = (lines: SettingsAnswer["lastWeek"]) => lines.reduce((total, { count }) => total + count, 0);
  const emails = by("EMAIL");
  const gathered = emails.filter(({ isAtOnce }) => !isAtOnce);
  const digests = {
    EACH: sum(gathered),
    DAILY: new Set(gathered.map(({ digestOn }) => digestOn)).size,
    WEEKLY: Math.min(1, gathered.length),
  }[settings.emailPace];
  return {
    emails: sum(emails.filter(({ isAtOnce }) => isAtOnce)) + digests,
    pushes: settings.channels.PUSH ? sum(by("PUSH")) : undefined,
    sms: takesSms(settings) ? sum(by("SMS")) : undefined,
  };
}

/** "London" of "Europe/London". */
export function placeOfZone(timeZone: string): string {
  return (timeZone.split("/").at(-1) ?? timeZone).replaceAll("_", " ");
}
