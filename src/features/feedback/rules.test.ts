import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closesNow, closingFault, mayBeReminded, roundSteps, shuffled } from "#src/features/feedback/rules.ts";
import { fewestAnswers, roundStates } from "#src/features/feedback/values.ts";
import { allowsStep } from "#src/lib/state-table.ts";

describe("a round of feedback", () => {
  it("moves from open alone, closed by its starter or the last to answer, called off by its starter", () => {
    const allowed = roundStates.flatMap((from) =>
      roundStates.flatMap((to) =>
        (["starter", "last"] as const).filter((by) => allowsStep(roundSteps, from, to, by)).map((by) => [from, to, by]),
      ),
    );
    expect(allowed).toEqual([
      ["OPEN", "CLOSED", "starter"],
      ["OPEN", "CLOSED", "last"],
      ["OPEN", "CALLED_OFF", "starter"],
    ]);
  });

  it("never closes below three answers", () => {
    expect(fewestAnswers).toBe(3);
    expect([0, 1, 2, 3, 9].map((answered) => closingFault({ answered }) === null)).toEqual([
      ...[false, false, false],
      ...[true, true],
    ]);
  });

  it.each([
    [{ asked: 3, answered: 3 }, true],
    [{ asked: 4, answered: 3 }, false],
    [{ asked: 2, answered: 2 }, false],
  ])("closes by itself: %j", (counts, expected) => {
    expect(closesNow(counts)).toBe(expected);
  });

  it("reminds nobody twice a day, nor who answered", () => {
    const at = new Date("2026-03-10T12:00:00Z");
    const earlier = (hours: number) => new Date(at.getTime() - hours * 3_600_000);
    expect(mayBeReminded({ answeredAt: null, remindedAt: null }, at)).toBe(true);
    expect(mayBeReminded({ answeredAt: null, remindedAt: earlier(23) }, at)).toBe(false);
    expect(mayBeReminded({ answeredAt: null, remindedAt: earlier(24) }, at)).toBe(true);
    expect(mayBeReminded({ answeredAt: earlier(1), remindedAt: null }, at)).toBe(false);
  });
});

describe("the order of the answers", () => {
  it("keeps each of them once", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.infiniteStream(fc.nat()), (items, numbers) => {
        const mixed = shuffled(items, (below) => numbers.next().value % below);
        expect(mixed.toSorted()).toEqual(items.toSorted());
      }),
    );
  });

  it("makes each order as likely as another", () => {
    const seen = new Map<string, number>();
    for (const first of [0, 1, 2]) {
      for (const second of [0, 1]) {
        const picks = [first, second];
        const order = shuffled(["a", "b", "c"], () => picks.shift() ?? 0).join("");
        seen.set(order, (seen.get(order) ?? 0) + 1);
      }
    }
    expect([...seen.keys()].sort()).toEqual(["abc", "acb", "bac", "bca", "cab", "cba"]);
    expect(new Set(seen.values())).toEqual(new Set([1]));
  });
});
