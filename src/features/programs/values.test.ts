import { describe, expect, it } from "vitest";
import { programCode, usesWords } from "./values.ts";

describe("the code of a program", () => {
  it.each([
    ["Bachelor of Nursing", "BN"],
    ["Midwifery", "MIDW"],
    ["École de soins", "ÉDS"],
    ["of the", "OT"],
    ["—", "P"],
  ])("of %s is %s", (name, code) => {
    expect(programCode(name, new Set())).toBe(code);
  });

  it("takes a number where it is taken", () => {
    expect(programCode("Bachelor of Nursing", new Set(["BN", "BN2"]))).toBe("BN3");
  });
});

it("names what uses a program or a cohort", () => {
  const none = { people: 0, rotations: 0, competencies: 0, deployments: 0 };
  expect(usesWords(none)).toBeNull();
  expect(usesWords({ ...none, people: 1 })).toBe("1 person");
  expect(usesWords({ people: 1200, rotations: 1, competencies: 0, deployments: 2 })).toBe(
    "1,200 people, 1 rotation, and 2 assigned frameworks",
  );
});
