import { describe } from "vitest";
import { submissionSteps } from "#src/features/submissions/rules.ts";
import { itTakesOnly } from "../../../tests/support/steps.ts";

describe("a step of a submission", () => {
  itTakesOnly(submissionSteps, ["DRAFT", "SUBMITTED", "IN_REVIEW", "RETURNED", "APPROVED", "REJECTED", "WITHDRAWN"], {
    "NEW>DRAFT": ["student"],
    "DRAFT>SUBMITTED": ["student"],
    "SUBMITTED>IN_REVIEW": ["reviewer"],
    "IN_REVIEW>RETURNED": ["reviewer"],
    "IN_REVIEW>APPROVED": ["reviewer"],
    "IN_REVIEW>REJECTED": ["reviewer"],
    "RETURNED>SUBMITTED": ["student"],
    "DRAFT>WITHDRAWN": ["student"],
    "SUBMITTED>WITHDRAWN": ["student"],
    "RETURNED>WITHDRAWN": ["student"],
  });
});
