import { describe } from "vitest";
import { timeRecordSteps } from "#src/features/time-records/rules.ts";
import { itTakesOnly } from "../../../tests/support/steps.ts";

describe("a step of a time record", () => {
  itTakesOnly(timeRecordSteps, ["DRAFT", "PENDING", "APPROVED", "NOT_APPROVED", "NEEDS_INFO"], {
    "NEW>DRAFT": ["student"],
    "DRAFT>PENDING": ["student"],
    "PENDING>APPROVED": ["supervisor"],
    "PENDING>NOT_APPROVED": ["supervisor"],
    "PENDING>NEEDS_INFO": ["supervisor"],
    "NEEDS_INFO>PENDING": ["student"],
    "NOT_APPROVED>PENDING": ["student"],
  });
});
