import { describe } from "vitest";
import { notificationSteps } from "#src/features/notifications/rules.ts";
import { itTakesOnly } from "../../../tests/support/steps.ts";

describe("a step of a notification", () => {
  itTakesOnly(notificationSteps, ["PENDING", "SENT", "FAILED", "CANCELLED"], {
    "NEW>PENDING": ["sender"],
    "PENDING>SENT": ["sender"],
    "PENDING>FAILED": ["sender"],
    "PENDING>CANCELLED": ["sender"],
    "FAILED>PENDING": ["admin"],
  });
});
