import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ShownAssignmentStatus, shownAssignmentStatuses } from "#src/features/progress/values.ts";
import { groupToDo, toDoDayOf, toDoGroups } from "./to-do.ts";

const today = Date.UTC(2026, 10, 26);
const dayMs = 86_400_000;
const dayAt = (offset: number) => new Date(today + offset * dayMs).toISOString().slice(0, 10);
const daysUntil = (day: string) => Math.round((Date.parse(`${day}T00:00:00Z`) - today) / dayMs);

type Item = {
  id: number;
  status: ShownAssignmentStatus;
  dueOn: string | null;
  expiresOn: string | null;
  expiresSoon: boolean;
  completionDate: string | null;
};

/** Items as the server answers them: what is overdue is due in the past, what is completed has its day. */
const items = fc
  .array(
    fc.record({
      status: fc.constantFrom(...shownAssignmentStatuses.filter((status) => status !== "WITHDRAWN")),
      due: fc.option(fc.integer({ min: -40, max: 60 })),
      expires: fc.option(fc.integer({ min: -30, max: 300 })),
      completed: fc.integer({ min: -200, max: 0 }),
    }),
    { maxLength: 60 },
  )
  .map((list) =>
    list.map(({ status, due, expires, completed }, id): Item => {
      const isDone = status === "ACHIEVED" || status === "APPROVED";
      const offset =
        status === "OVERDUE" ? -1 - Math.abs(due ?? 3) : isDone ? due : due === null ? null : Math.abs(due);
      return {
        id,
        status,
        dueOn: offset === null ? null : dayAt(offset),
        // One in progress that expired once has no due date.
        expiresOn:
          (isDone || status === "EXPIRED" || (status === "IN_PROGRESS" && due === null)) && expires !== null
            ? dayAt(expires)
            : null,
        expiresSoon: isDone && expires !== null && expires < 60,
        completionDate: isDone ? `${dayAt(completed)}T10:00:00.000Z` : null,
      };
    }),
  );

/** The same by conditions of its own, one group at a time. */
const belongs: Record<string, (item: Item) => boolean> = {
  overdue: ({ status }) => status === "OVERDUE",
  dueSoon: ({ status, expiresSoon, dueOn, expiresOn }) =>
    status === "EXPIRED" ||
    (status === "IN_PROGRESS" && expiresOn !== null) ||
    expiresSoon ||
    (["NOT_STARTED", "IN_PROGRESS"].includes(status) && dueOn !== null && dueOn <= dayAt(14)),
  inProgress: ({ status, dueOn, expiresOn }) =>
    status === "IN_PROGRESS" && expiresOn === null && (dueOn === null || dueOn > dayAt(14)),
  notStarted: ({ status, dueOn }) => status === "NOT_STARTED" && (dueOn === null || dueOn > dayAt(14)),
  completed: ({ status, expiresSoon }) => ["ACHIEVED", "APPROVED"].includes(status) && !expiresSoon,
};

describe("a student's list", () => {
  it("has each competency once, in the group where it belongs", () => {
    fc.assert(
      fc.property(items, (list) => {
        const groups = groupToDo(list, daysUntil);
        for (const group of toDoGroups) {
          const expected = list.filter((item) => belongs[group]?.(item)).map(({ id }) => id);
          expect(groups[group].map(({ id }) => id).sort((a, b) => a - b)).toEqual(expected);
        }
        expect(toDoGroups.flatMap((group) => groups[group]).length).toBe(list.length);
      }),
    );
  });

  it("is in the order of the days within a group, what has none last, and equals in the order of the framework", () => {
    fc.assert(
      fc.property(items, (list) => {
        const groups = groupToDo(list, daysUntil);
        for (const group of toDoGroups) {
          for (const [index, item] of groups[group].entries()) {
            const next = groups[group][index + 1];
            if (!next) continue;
            const [a, b] =
              group === "completed"
                ? [next.completionDate ?? "", item.completionDate ?? ""]
                : [toDoDayOf(item) ?? "9999", toDoDayOf(next) ?? "9999"];
            expect(a < b || (a === b && item.id < next.id)).toBe(true);
          }
        }
      }),
    );
  });

  it("has what is due today and in two weeks among what is due soon, and not what is due a day later", () => {
    const item = (offset: number): Item => ({
      id: offset,
      status: "NOT_STARTED",
      dueOn: dayAt(offset),
      expiresOn: null,
      expiresSoon: false,
      completionDate: null,
    });
    const groups = groupToDo([item(15), item(14), item(0)], daysUntil);
    expect(groups.dueSoon.map(({ id }) => id)).toEqual([0, 14]);
    expect(groups.notStarted.map(({ id }) => id)).toEqual([15]);
  });
});
