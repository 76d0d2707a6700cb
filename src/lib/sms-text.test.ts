import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitSms, segmentsOf, toSms } from "#src/lib/sms-text.ts";

describe("the segments of a text", () => {
  it.each([
    ["", "GSM-7", 0, 0],
    ["Hello", "GSM-7", 5, 1],
    ["a".repeat(160), "GSM-7", 160, 1],
    ["a".repeat(161), "GSM-7", 161, 2],
    ["a".repeat(306), "GSM-7", 306, 2],
    ["a".repeat(307), "GSM-7", 307, 3],
    ["a".repeat(459), "GSM-7", 459, 3],
    ["a".repeat(460), "GSM-7", 460, 4],
    ["€".repeat(80), "GSM-7", 80, 1],
    ["€".repeat(81), "GSM-7", 81, 2],
    // 76 of two places leave one place of 153 empty.
    ["€".repeat(152), "GSM-7", 152, 2],
    ["€".repeat(153), "GSM-7", 153, 3],
    [`${"a".repeat(152)}€${"a".repeat(151)}`, "GSM-7", 304, 2],
    [`${"a".repeat(152)}€${"a".repeat(152)}`, "GSM-7", 305, 3],
    ["[]{}\\~^|€\f", "GSM-7", 10, 1],
    ["@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà", "GSM-7", 44, 1],
    ["ç", "UCS-2", 1, 1],
    ["It’s", "UCS-2", 4, 1],
    ["ł".repeat(70), "UCS-2", 70, 1],
    ["ł".repeat(71), "UCS-2", 71, 2],
    ["ł".repeat(134), "UCS-2", 134, 2],
    ["ł".repeat(135), "UCS-2", 135, 3],
    ["😀".repeat(35), "UCS-2", 35, 1],
    ["😀".repeat(36), "UCS-2", 36, 2],
    // 33 pairs leave one unit of 67 empty.
    ["😀".repeat(66), "UCS-2", 66, 2],
    ["😀".repeat(67), "UCS-2", 67, 3],
  ])("of %.20j are %s, %d characters, %d segments", (text, encoding, characters, segments) => {
    expect(segmentsOf(text)).toEqual({ encoding, characters, segments });
  });
});

describe("a text made ready for SMS", () => {
  it.each([
    ["It’s ‘due’ – “today” …", `It's 'due' - "today" ...`],
    ["7\u00a0December\u2009—\u202f10\u00adkg", "7 December - 10kg"],
    ["  a\tb\r\nc\rd\u0007  ", "a b\nc\nd"],
    ["Cafe\u0301", "Café"],
    ["Łukasz, Zoë, 王", "Łukasz, Zoë, 王"],
  ])("%j is %j", (text, made) => {
    expect(toSms(text)).toBe(made);
  });

  it("is the same when it is made again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const made = toSms(text);
        expect(toSms(made)).toBe(made);
      }),
    );
  });
});

describe("a text that is fitted into segments", () => {
  const frame = { start: "North:", end: "https://school.test/notifications" };

  it("is whole where there is room", () => {
    expect(fitSms({ ...frame, content: "You have new feedback." }, 3)).toBe(
      "North: You have new feedback. https://school.test/notifications",
    );
  });

  it("is cut at a word, and keeps its link", () => {
    const made = fitSms({ ...frame, content: "Bring your badge. ".repeat(60) }, 3);
    expect(segmentsOf(made)).toMatchObject({ encoding: "GSM-7", segments: 3 });
    expect(made).toMatch(/^North: Bring .*(Bring|your|badge)\.\.\. https:\/\/school\.test\/notifications$/);
    expect(made.length).toBeGreaterThan(440);
  });

  it("is cut within a word that has no end", () => {
    expect(segmentsOf(fitSms({ ...frame, content: "x".repeat(900) }, 3))).toEqual({
      encoding: "GSM-7",
      characters: 459,
      segments: 3,
    });
  });

  it("never has more segments than it may, whatever it holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 700 }), fc.integer({ min: 1, max: 4 }), (content, most) => {
        const made = fitSms({ ...frame, content }, most);
        expect(segmentsOf(made).segments).toBeLessThanOrEqual(most);
        expect(made.endsWith(frame.end)).toBe(true);
        expect(made.isWellFormed()).toBe(true);
      }),
    );
  });
});
