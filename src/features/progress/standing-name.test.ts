import { describe, expect, it } from "vitest";
import { standingName, validUntil } from "#src/features/progress/overdue.ts";

const day = 86_400;
const at = Date.parse("2026-11-26T14:20:00Z") / 1000;
const plain = { status: "IN_PROGRESS" as const, dueAt: null, result: 3, validUntil: null };

describe("where a competency stands", () => {
  it.each([
    ["OVERDUE", { status: "NOT_STARTED" as const, result: null, dueAt: at - 1 }],
    // Overdue comes before too little evidence.
    ["OVERDUE", { result: null, dueAt: at - 1 }],
    ["IN_PROGRESS", { dueAt: at }],
    ["IN_PROGRESS", {}],
    ["NOT_ENOUGH_EVIDENCE", { result: null }],
    ["NOT_STARTED", { status: "NOT_STARTED" as const, result: null, dueAt: at + day }],
    ["COMPLETED", { status: "ACHIEVED" as const, dueAt: at - day }],
    ["COMPLETED", { status: "APPROVED" as const, validUntil: at + 60 * day + 1 }],
    ["EXPIRES_SOON", { status: "APPROVED" as const, validUntil: at + 60 * day }],
    ["EXPIRED", { status: "EXPIRED" as const, validUntil: at - day }],
    [undefined, { status: "WITHDRAWN" as const }],
  ])("%s", (expected, given) => {
    expect(standingName({ ...plain, ...given }, at)).toBe(expected);
  });
});

describe("the end of a validity", () => {
  it.each([
    ["2026-01-31T12:00:00Z", 1, "UTC", "2026-02-28T23:59:59.000Z"],
    ["2024-02-29T12:00:00Z", 12, "UTC", "2025-02-28T23:59:59.000Z"],
    // Of the school's day: in Auckland it is the first of April already.
    ["2026-03-31T12:00:00Z", 3, "Pacific/Auckland", "2026-07-01T11:59:59.000Z"],
    ["2026-11-15T12:00:00Z", 5, "Europe/London", "2027-04-15T22:59:59.000Z"],
  ])("%s and %d months in %s", (completed, months, zone, expected) => {
    expect(validUntil(new Date(completed), months, zone).toISOString()).toBe(expected);
  });
});
