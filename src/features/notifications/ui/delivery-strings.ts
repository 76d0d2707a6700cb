import type { Delivery } from "#src/features/notifications/deliveries/schema.ts";

const channels = { EMAIL: "Email", SMS: "SMS", PUSH: "Push" } satisfies Record<Delivery["channel"], string>;

export const deliveryStrings = {
  title: "Could not be delivered",
  failed: (count: number) =>
    count === 1
      ? "1 message could not be delivered."
      : `${count.toLocaleString("en")} messages could not be delivered.`,
  show: (count: number) => (count === 1 ? "Show it" : "Show them"),
  help: "Each was tried several times. Mend the cause first, such as an address, then try again.",
  none: "Everything was delivered",
  noneHelp: "What an email server or a device refuses for good appears here.",
  retry: "Try again",
  retryAll: (count: number) => `Try all ${count.toLocaleString("en")} again`,
  retried: (count: number) => (count === 1 ? "It goes out again" : `${count.toLocaleString("en")} go out again`),
  retryFailed: "They could not be tried again",
  failedBy: (channel: Delivery["channel"], error: string | null) => `${channels[channel]}: ${error ?? "not accepted"}`,
};
