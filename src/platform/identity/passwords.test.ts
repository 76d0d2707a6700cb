import { describe, expect, it } from "vitest";
import { hashPassword, verifyPassword } from "#src/platform/identity/passwords.ts";

describe("passwords", () => {
  it("are recognised, in each Unicode form of the same characters", async () => {
    const hash = await hashPassword("Zo\u00eb's password");
    expect(await verifyPassword(hash, "Zo\u00eb's password")).toBe(true);
    expect(await verifyPassword(hash, "Zoe\u0308's password")).toBe(true);
    expect(await verifyPassword(hash, "zo\u00eb's password")).toBe(false);
  });

  it("are salted", async () => {
    expect(await hashPassword("the same")).not.toBe(await hashPassword("the same"));
  });

  it("never fit where there is no account, after as much work", async () => {
    const hash = await hashPassword("something");
    const shortest = async (of: string | undefined) => {
      const times: number[] = [];
      for (let n = 0; n < 3; n += 1) {
        const startedAt = performance.now();
        expect(await verifyPassword(of, "anything")).toBe(false);
        times.push(performance.now() - startedAt);
      }
      return Math.min(...times);
    };
    // Generous, for a busy machine: without the work it would be a thousandth.
    expect(await shortest(undefined)).toBeGreaterThan((await shortest(hash)) / 10);
  });
});
