import { describe, expect, it } from "vitest";
import { isName, name, withoutHidden } from "./fields.ts";

describe("a name", () => {
  it.each([
    ["José Álvarez"],
    ["O’Connell-Smith, Jr."],
    ["李小龍"],
    ["علی\u200cرضا"],
    ["क्\u200dष"],
    ["葛\udb40\udd00城"],
    ["3rd ward"],
    ["A"],
    ["Hand hygiene ✋\ufe0f"],
  ])("may be %j", (value) => {
    expect(isName(value)).toBe(true);
    expect(name({ max: 40 }).safeParse(value).success).toBe(true);
  });

  it.each([
    ["a full stop", "."],
    ["a dash", "—"],
    ["a space", " "],
    ["nothing", ""],
    ["a line break", "Zoe\nAdams"],
    ["a carriage return", "Zoe\rAdams"],
    ["a line separator", "Zoe\u2028Adams"],
    ["a tab", "Zoe\tAdams"],
    ["NUL", "Zoe\u0000"],
    ["an override of direction", "Zoe \u202esmadA"],
    ["an isolate of direction", "\u2067Zoe\u2069"],
    ["a mark of direction", "Zoe\u200f"],
    ["a space of no width", "Zo\u200be"],
    ["a byte order mark", "\ufeffZoe"],
    ["a soft hyphen", "Zo\u00ade"],
    ["a joiner in Latin letters", "Zo\u200de"],
    ["a non-joiner at the start", "\u200cعلی"],
    ["a filler alone", "\u3164"],
    ["an empty Braille cell", "\u2800"],
    ["too many letters", "a".repeat(41)],
  ])("is not %s", (_, value) => {
    expect(name({ max: 40 }).safeParse(value).success).toBe(false);
  });
});

it("withoutHidden keeps everything that is seen", () => {
  expect(withoutHidden("fo\u202egpj.exe")).toBe("fogpj.exe");
  expect(withoutHidden("Zoe Adams\u00a0(2).pdf")).toBe("Zoe Adams\u00a0(2).pdf");
});
