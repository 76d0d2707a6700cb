import { describe, expect, it } from "vitest";
import { isPlainOfTab, plainOwnerOf } from "./plain-entries.ts";
import { makeKeys, open, ownerOf, seal } from "./sealing.ts";
import { isOver, keptMs } from "./shelf.ts";

const entry = { name: "assessment-draft u1 student_amina comp_1 k", text: "Amina was calm, rating 4" };

describe("an entry", () => {
  it("is read back with its keys", async () => {
    const keys = await makeKeys();
    expect(await open(keys, await seal(keys, entry, 5))).toEqual(entry);
  });

  it("shows neither its name nor its text, and is another text each time [V14.3.3]", async () => {
    const keys = await makeKeys();
    const [first, second] = [await seal(keys, entry, 5), await seal(keys, entry, 5)];
    const bytes = Buffer.concat([Buffer.from(first.id), Buffer.from(first.iv), Buffer.from(first.data)]).toString(
      "latin1",
    );
    for (const word of ["Amina", "amina", "assessment", "comp_1", "rating"]) expect(bytes).not.toContain(word);
    expect(first.id).toBe(second.id);
    expect(Buffer.from(first.data).equals(Buffer.from(second.data))).toBe(false);
  });

  it("opens under no other person's keys, nor changed, renamed or made younger", async () => {
    const keys = await makeKeys();
    const sealed = await seal(keys, entry, 5);
    expect(await open(await makeKeys(), sealed)).toBeUndefined();
    expect(await open(keys, { ...sealed, id: "0" })).toBeUndefined();
    expect(await open(keys, { ...sealed, at: 6 })).toBeUndefined();
    const data = sealed.data.slice(0);
    new Uint8Array(data)[0] = (new Uint8Array(data)[0] ?? 0) ^ 1;
    expect(await open(keys, { ...sealed, data })).toBeUndefined();
  });

  it("has keys that no script can read [V14.3.3]", async () => {
    const keys = await makeKeys();
    for (const key of [keys.sealing, keys.naming]) {
      expect(key.extractable).toBe(false);
      await expect(crypto.subtle.exportKey("raw", key)).rejects.toThrow();
    }
  });

  it("is stored under something that stands for its person", async () => {
    expect(await ownerOf("u1")).toMatch(/^[0-9a-f]{64}$/);
    expect(await ownerOf("u1")).not.toBe(await ownerOf("u2"));
  });
});

it.each([
  [0, false],
  [keptMs, false],
  [keptMs + 1, true],
  [-keptMs - 1, true],
])("what was written %d ms ago is over: %s", (age, over) => {
  expect(isOver(1e13 - age, 1e13)).toBe(over);
});

describe("what older versions wrote as it is", () => {
  it.each([
    ["assessment-draft u1 s1 c1 k", "u1"],
    ["assessment-batch u1 rotation:r1", "u1"],
    ["assessment-outbox u1", "u1"],
    ["recents.u1", "u1"],
    ["session.person", undefined],
    ["achievements.told", undefined],
  ])("belongs to its person: %s", (name, owner) => {
    expect(plainOwnerOf(name)).toBe(owner);
  });

  it.each([
    ["evidence:new:c1", true],
    ["review:s1:3", true],
    ["feedback:r1", true],
    ["report-draft:new", true],
    ["deploy.f1", true],
    ["framework-import.unfinished", true],
    ["listed-work", true],
    ["came-by", true],
    ["session.tab", false],
    ["signIn.resumedAt", false],
  ])("in a tab is sealed or left: %s %s", (name, sealed) => {
    expect(isPlainOfTab(name)).toBe(sealed);
  });
});
