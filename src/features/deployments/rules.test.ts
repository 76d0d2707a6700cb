import { describe, expect, it } from "vitest";
import { actSteps, deploymentSteps, undoRefusal } from "#src/features/deployments/rules.ts";
import { actStatuses, deploymentStatuses } from "#src/features/deployments/values.ts";
import { itTakesOnly } from "../../../tests/support/steps.ts";

describe("a step of a deployment", () => {
  itTakesOnly(deploymentSteps, deploymentStatuses, {
    "NEW>SCHEDULED": ["admin"],
    "SCHEDULED>ACTIVATING": ["job"],
    "ACTIVATING>ACTIVE": ["job"],
    "ACTIVATING>FAILED": ["job"],
    "FAILED>ACTIVATING": ["admin"],
    "SCHEDULED>CANCELLED": ["admin"],
    "ACTIVE>WITHDRAWN": ["admin"],
    "CANCELLED>SCHEDULED": ["undo"],
    "WITHDRAWN>ACTIVE": ["undo"],
  });
});

describe("a step of an act", () => {
  itTakesOnly(actSteps, actStatuses, {
    "NEW>RUNNING": ["admin"],
    "NEW>DONE": ["admin"],
    "RUNNING>DONE": ["job"],
  });
});

describe("undoing an act", () => {
  const createdAt = new Date("2026-11-30T10:00:00Z");
  const act = { kind: "WITHDRAW", status: "DONE", createdAt, isUndone: false } as const;
  const later = (hours: number) => new Date(createdAt.getTime() + hours * 3_600_000);

  it("is possible for 24 hours, once it is done", () => {
    expect(undoRefusal(act, later(24))).toBeUndefined();
    expect(undoRefusal(act, later(24.1))).toBe("late");
    expect(undoRefusal({ ...act, status: "RUNNING" }, later(1))).toBe("running");
    expect(undoRefusal({ ...act, isUndone: true }, later(1))).toBe("undone");
  });

  it.each(["CREATE", "CHANGE", "RETRY", "UNDO"] as const)("is not possible for %s", (kind) => {
    expect(undoRefusal({ ...act, kind }, later(1))).toBe("kind");
  });
});
