import { afterEach, describe, expect, it } from "vitest";
import { now, setClock } from "#src/lib/clock.ts";

describe("the clock", () => {
  afterEach(() => setClock());

  it("is the machine's", () => {
    const before = Date.now();
    expect(now().getTime()).toBeGreaterThanOrEqual(before);
    expect(now().getTime()).toBeLessThanOrEqual(Date.now());
  });

  it("can be set by a test, and reset", () => {
    setClock(() => new Date("2026-03-01T09:00:00Z"));
    expect(now().toISOString()).toBe("2026-03-01T09:00:00.000Z");
    setClock();
    expect(now().getTime()).toBeGreaterThan(Date.UTC(2026, 0, 1) - 10 * 365 * 86_400_000);
    expect(Math.abs(now().getTime() - Date.now())).toBeLessThan(1000);
  });
});
