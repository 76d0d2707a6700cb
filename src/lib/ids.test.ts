import { afterEach, describe, expect, it, vi } from "vitest";
import { newId } from "#src/lib/ids.ts";

const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function timeOf(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

describe("newId", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("makes UUIDs of version 7 that contain the time", () => {
    const before = Date.now();
    const id = newId();
    expect(id).toMatch(uuidV7);
    expect(timeOf(id)).toBeGreaterThanOrEqual(before);
    expect(timeOf(id)).toBeLessThan(before + 1000);
  });

  it("increases as text, also within one millisecond", () => {
    vi.useFakeTimers({ now: Date.now() + 1000, toFake: ["Date"] });
    const ids = Array.from({ length: 20_000 }, () => newId());
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(uuidV7);
    // The counters of ten milliseconds are enough for 20,000.
    expect(timeOf(ids.at(-1) ?? "") - timeOf(ids[0] ?? "")).toBeLessThan(10);
  });

  it("still increases when the clock steps back", () => {
    const before = newId();
    vi.useFakeTimers({ now: Date.now() - 60_000, toFake: ["Date"] });
    expect(newId() > before).toBe(true);
  });

  it("does not repeat its random part", () => {
    const tails = Array.from({ length: 5000 }, () => newId().slice(19));
    expect(new Set(tails).size).toBe(tails.length);
  });
});
