import { beforeAll, describe, expect, it } from "vitest";
import { loadCommonPasswords } from "#src/platform/identity/common-passwords.ts";
import { isShort, type Weakness, weaknessOf } from "#src/platform/identity/password-rule.ts";

let isCommon: (word: string) => boolean;
beforeAll(async () => {
  isCommon = await loadCommonPasswords();
});

const about = ["Amina Hassan", "amina.hassan@north.test"];
const judge = (password: string, hasFactor = false) => weaknessOf(password, { hasFactor, about, isCommon });

describe("a password", () => {
  it.each<[Weakness | undefined, string, string]>([
    [undefined, "demo-Competency-2026", "of the demo school"],
    [undefined, "correct horse battery staple", "of several words"],
    [undefined, "qzvhtkwmbxrl", "of letters alone: the kinds of characters do not matter"],
    [undefined, "        la nuit        ", "with spaces, which count"],
    [undefined, "пароль моей бабушки", "in another script"],
    [undefined, "🐴🔋🧷🦉🌵🪁🧊🫖🎻🪺🧭🥨", "of twelve signs outside of the letters"],
    ["short", "qzvhtkwmbxr", "of eleven characters"],
    ["short", "🐴🔋🧷🦉🌵🪁", "of six signs that are two code units each"],
    ["common", "1q2w3e4r5t6y", "that leaks have"],
    ["common", "1Q2W3E4R5T6Y", "that leaks have, in capitals"],
    ["common", "Password2026!", "that is a common one with a year and a sign"],
    ["common", "P4ssw0rd2026", "that is a common one in disguise"],
    ["common", "P@$$w0rd-1234", "that is a common one in another disguise"],
    [undefined, "sunshine-4093-7815", "of a common one with more digits than a date"],
    ["common", "2026-sunshine", "that is a common one behind a year"],
    ["pattern", "aaaaaaaaaaaa", "of one character"],
    ["pattern", "xkqpxkqpxkqp", "of four characters repeated"],
    ["pattern", "sunshinesunshine", "of a common one repeated"],
    ["pattern", "abcdefghijklm", "that counts up"],
    ["pattern", "432109876543", "that counts down"],
    ["personal", "amina.hassan2026", "of one's own name and a year"],
    ["personal", "Competency-26", "of the program's name"],
  ])("is %s: %s, %s [V6.2.11]", (weakness, password) => {
    expect(judge(password)).toBe(weakness);
  });

  it("may have eight characters beside a second factor, and no common one then either", () => {
    expect(judge("qzvhtkwm", true)).toBeUndefined();
    expect(judge("qzvhtkw", true)).toBe("short");
    expect(judge("sunshine", true)).toBe("common");
    expect(isShort("qzvhtkwmbxr")).toBe(true);
    expect(isShort("qzvhtkwmbxrl")).toBe(false);
  });

  it("is looked for among more than the 3,000 commonest of those that are long enough [V6.2.4]", async () => {
    const { dictionary } = await import("@zxcvbn-ts/language-common");
    const long = dictionary["passwords-common"].filter((word) => word.length >= 8);
    expect(long.length).toBeGreaterThan(3_000);
    expect(long.every((word) => judge(word, true) === "common")).toBe(true);
  });
});
