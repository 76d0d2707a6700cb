import { describe, expect, it } from "vitest";
import { type HistoryAct, nextHistory, startHistory } from "./undo-history.ts";

const start = startHistory({ name: "A", version: "1" });
const rename = (name: string, group?: string): HistoryAct<typeof start.present> => ({
  type: "edit",
  change: (now) => ({ ...now, name }),
  group,
});
const historyOf = (...acts: HistoryAct<typeof start.present>[]) => acts.reduce(nextHistory, start);
const undo = { type: "undo" } as const;
const redo = { type: "redo" } as const;

describe("undo and redo", () => {
  it("go back and forth step by step", () => {
    expect(historyOf(rename("B"), rename("C"), undo).present.name).toBe("B");
    expect(historyOf(rename("B"), rename("C"), undo, undo, undo).present.name).toBe("A");
    expect(historyOf(rename("B"), rename("C"), undo, undo, redo).present.name).toBe("B");
    expect(historyOf(redo).present.name).toBe("A");
  });

  it("take what was typed into one field as one step", () => {
    const typed = historyOf(rename("B", "name"), rename("Ba", "name"), rename("Bab", "name"));
    expect(typed.past).toHaveLength(1);
    expect(nextHistory(typed, undo).present.name).toBe("A");
    expect(historyOf(rename("B", "name"), rename("C", "other")).past).toHaveLength(2);
    const again = historyOf(rename("B", "name"), undo, redo, rename("C", "name"));
    expect(nextHistory(again, undo).present.name, "a step that was done again is not continued").toBe("B");
  });

  it("drop what was undone when something new is done", () => {
    expect(historyOf(rename("B"), undo, rename("C"), redo).present.name).toBe("C");
  });

  it("keep nothing for a change that changes nothing, and nothing of what was edited before", () => {
    expect(nextHistory(start, { type: "edit", change: (now) => now })).toBe(start);
    expect(historyOf(rename("B"), { type: "load", value: start.present }).past).toEqual([]);
  });

  it("keep the last 200 steps", () => {
    const many = historyOf(...Array.from({ length: 250 }, (_, n) => rename(`N${n}`)));
    expect(many.past).toHaveLength(200);
  });
});
