import { expect, it } from "vitest";
import { causeOf } from "./failure-cause.ts";

it.each([
  ["connect ECONNREFUSED 127.0.0.1:25", "unreachable"],
  ["Message failed: 554 5.7.1 message refused", "mail_refused"],
  ["canceling statement due to statement timeout (57014)", "timed_out"],
  ["ENOSPC: no space left on device, write", "disk_full"],
  ["the job notifications.send has no handler", "no_handler"],
  ["the data of mail.timed-out cannot be read: recipient (invalid_type)", "unreadable"],
  ["Cannot read properties of undefined (reading 'name')", "in_program"],
])("of “%s” the cause is %s", (message, cause) => {
  expect(causeOf(message)).toBe(cause);
});
