import { describe, expect, it } from "vitest";
import { type OwnWork, openAndRecent } from "./picker-order.ts";

const today = "2026-11-26";
const daysFromToday = (value: string) => Math.round((Date.parse(value.slice(0, 10)) - Date.parse(today)) / 86_400_000);

type Item = Parameters<typeof openAndRecent>[0][number];
const item = (competencyId: string, more: Partial<Item> = {}): Item => ({
  ...{ competencyId, status: "IN_PROGRESS", dueOn: null, lastAssessedAt: null },
  ...more,
});
const order = (items: Item[], own: OwnWork[] = []) =>
  openAndRecent(items, own, daysFromToday).map((line) => `${line.item.competencyId}: ${line.reason.kind}`);

describe("what is open and recent for a student", () => {
  it("leads with the assessor's draft, then what they were asked for, what is due, and what was assessed of late", () => {
    const items = [
      item("recent", { lastAssessedAt: "2026-11-24T09:00:00Z" }),
      item("latest", { lastAssessedAt: "2026-11-25T09:00:00Z" }),
      item("soon", { dueOn: "2026-12-10", lastAssessedAt: "2026-11-25T09:00:00Z" }),
      item("overdue", { status: "OVERDUE", dueOn: "2026-11-01" }),
      item("asked", { dueOn: "2026-11-27" }),
      item("begun", { status: "ACHIEVED" }),
    ];
    const own: OwnWork[] = [
      { competencyId: "asked", kind: "request", at: "2026-11-25T08:00:00Z" },
      { competencyId: "begun", kind: "draft", at: "2026-11-26T08:00:00Z" },
    ];
    expect(order(items, own)).toEqual([
      "begun: draft",
      "asked: request",
      "overdue: due",
      "soon: due",
      "latest: assessed",
      "recent: assessed",
    ]);
  });

  it("leaves out what is completed, withdrawn, due later, not assessed, or assessed long ago", () => {
    expect(
      order([
        item("completed", { status: "ACHIEVED", dueOn: "2026-11-27", lastAssessedAt: "2026-11-25T09:00:00Z" }),
        item("withdrawn", { status: "WITHDRAWN", dueOn: "2026-11-27" }),
        item("later", { dueOn: "2026-12-11" }),
        item("untouched", { status: "NOT_STARTED" }),
        item("old", { lastAssessedAt: "2026-11-11T09:00:00Z" }),
      ]),
    ).toEqual([]);
  });

  it("is a short list", () => {
    const many = Array.from({ length: 30 }, (_, n) => item(`c${n}`, { status: "OVERDUE", dueOn: "2026-11-01" }));
    expect(order(many)).toHaveLength(8);
  });
});
