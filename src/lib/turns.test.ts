import { describe, expect, it } from "vitest";
import { Turns } from "#src/lib/turns.ts";

async function hasTurn({ turn }: { turn: Promise<void> }): Promise<boolean> {
  return Promise.race([turn.then(() => true), new Promise<false>((done) => setTimeout(done, 5, false))]);
}

describe("turns", () => {
  it("come in order, so many at once", async () => {
    const turns = new Turns();
    const places = Array.from({ length: 4 }, () => turns.take(2));
    expect(await Promise.all(places.map(hasTurn))).toEqual([true, true, false, false]);
    expect(turns.waiting).toBe(2);
    places[0]?.leave();
    expect(await Promise.all(places.map(hasTurn))).toEqual([true, true, true, false]);
  });

  it("are not lost by those who leave while they wait, or leave twice", async () => {
    const turns = new Turns();
    const [first, second, third] = [turns.take(1), turns.take(1), turns.take(1)];
    second.leave();
    second.leave();
    expect(turns.waiting).toBe(1);
    first.leave();
    first.leave();
    expect(await hasTurn(third)).toBe(true);
    third.leave();
    expect(await hasTurn(turns.take(1))).toBe(true);
    expect(await hasTurn(turns.take(1))).toBe(false);
  });
});
