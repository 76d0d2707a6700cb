import { describe, expect, it } from "vitest";
import { type CodesSent, decideCode, mostCodes } from "#src/features/notifications/phone/rules.ts";

const none: CodesSent = { personHour: 0, personDay: 0, numberDay: 0, schoolHour: 0, schoolDay: 0 };

describe("whether another code is sent", () => {
  it("is so until one of the limits is reached", () => {
    expect(decideCode(none)).toEqual({ kind: "send" });
    for (const [what, most] of Object.entries(mostCodes)) {
      expect(decideCode({ ...none, [what]: most - 1 })).toEqual({ kind: "send" });
      expect(decideCode({ ...none, [what]: most })).toMatchObject({ kind: "wait" });
    }
  });
});
