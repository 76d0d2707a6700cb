import { scryptSync } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { hashInThread } from "#src/platform/identity/hash-in-thread.ts";
import { hashPassword, reserveHash, verifyPassword } from "#src/platform/identity/passwords.ts";

describe("passwords", () => {
  it("are verified in each Unicode form of the same characters [V6.2.5] [V6.2.8]", async () => {
    const hash = await hashPassword("Zo\u00eb's password");
    expect(await verifyPassword(hash, "Zo\u00eb's password")).toBe(true);
    expect(await verifyPassword(hash, "Zoe\u0308's password")).toBe(true);
    expect(await verifyPassword(hash, "zo\u00eb's password")).toBe(false);
  });

  /** Hashes by better-auth 1.7, which hashed the first accounts. */
  it.each([
    [
      "correct horse battery staple",
      "ec0ecd1cd5b217b9754afe9dc68dfe07:b70f1e3c1015eaa9a42d7a3720c9703ea62399f8edbae25e0b11a536630cdc38e1116a6650b7b1e8d57a740860b76b5fdb6d0c15057e035725377d0e2a4f6fe4",
    ],
    [
      "Zo\u00eb's password",
      "70d15839d7a0e6d21b3449a675d9b8d4:19623f1977e4b136c20490c1f1270698b8b757fabad878fb41a7d3275f33608e1936d0110235c12ff556484792e5e5632b3ddfabffd5cee188537da54dd140af",
    ],
    [
      "\ufb01ne \u2460 pass",
      "c97ab2631845482d436a4dca0a29fe76:4868556be5a60f5278ded23e176bbc63232ab34dd621349ec1448d94d04c8ccfb0e4dba7e58616c5f4ad2570d5bb1657678d4e8e07b320d2003c010520d0ed52",
    ],
  ])("that an older version of the program stored are recognised: %s", async (password, hash) => {
    expect(await verifyPassword(hash, password)).toBe(true);
    expect(await verifyPassword(hash, `${password}.`)).toBe(false);
  });

  it("throw where the stored text is not a hash", async () => {
    for (const stored of ["", "plain", "00:", ":00", `00:${"0".repeat(127)}`, `00:${"zz".repeat(64)}`]) {
      await expect(verifyPassword(stored, "anything")).rejects.toThrow("not of the form");
    }
  });

  it("are hashed outside the event loop, several at once", async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await Promise.all(Array.from({ length: 4 }, () => hashPassword("at once")));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
  });

  it.runIf(process.platform === "linux")("are hashed by two threads that give way to all others", async () => {
    await Promise.all(Array.from({ length: 8 }, () => hashPassword("at once")));
    const priorities = readdirSync("/proc/self/task").map((id) => niceOf(`/proc/self/task/${id}/stat`));
    expect(priorities.filter((nice) => nice === 10)).toHaveLength(2);
    expect(niceOf(`/proc/self/task/${process.pid}/stat`)).not.toBe(10);
  });

  it("are hashed by a new thread after one has failed", async () => {
    const work = { password: "any", salt: "salt", keyBytes: 64 };
    await expect(hashInThread({ ...work, cost: { N: 3 } })).rejects.toThrow(/scrypt|parameter/i);
    expect(await hashInThread({ ...work, cost: { N: 16 } })).toEqual(scryptSync("any", "salt", 64, { N: 16 }));
  });

  it("are refused when too many wait, and taken again afterwards", async () => {
    const places = Array.from({ length: 34 }, () => reserveHash());
    const busy = { code: "rate_limited", retryAfterSeconds: 2 };
    await expect(hashPassword("one more")).rejects.toMatchObject(busy);
    await expect(verifyPassword(undefined, "one more")).rejects.toMatchObject(busy);
    for (const { leave } of places) leave();
    expect(await verifyPassword(undefined, "afterwards")).toBe(false);
  });

  it("are salted [V11.4.2]", async () => {
    expect(await hashPassword("the same")).not.toBe(await hashPassword("the same"));
  });

  it("never match where there is no account, after as much work", async () => {
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
    // A wide margin for a busy machine: without the hashing it would be a thousandth.
    expect(await shortest(undefined)).toBeGreaterThan((await shortest(hash)) / 10);
  });
});

/** The 19th field of proc_pid_stat(5), behind a name in parentheses. Undefined for a thread that has ended. */
function niceOf(path: string): number | undefined {
  if (!existsSync(path)) return undefined;
  return Number(readFileSync(path, "utf8").split(") ").at(-1)?.split(" ")[16]);
}
