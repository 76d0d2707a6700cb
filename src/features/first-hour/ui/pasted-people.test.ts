import { describe, expect, it } from "vitest";
import { readPasted } from "./pasted-people.ts";

describe("people that were pasted", () => {
  it.each([
    ["Amina Okafor, amina@school.test", "Amina Okafor"],
    ["Amina Okafor\tamina@school.test", "Amina Okafor"],
    ["Amina Okafor; Amina@School.test", "Amina Okafor"],
    ["Amina Okafor <amina@school.test>", "Amina Okafor"],
    ['"Amina Okafor" <amina@school.test>,', "Amina Okafor"],
    ["amina@school.test,Amina Okafor", "Amina Okafor"],
    ["Amina,Okafor,amina@school.test", "Amina Okafor"],
  ])("are read from %j", (line, name) => {
    expect(readPasted(line)).toEqual({ people: [{ name, email: "amina@school.test" }], faults: [] });
  });

  it("are each there once, and what is nobody is named by its line", () => {
    const text = "\nA, a@x.test\r\n\nnobody\nB, b@x.test\nA again, A@x.test\nc@x.test\nD, d@x.test, e@x.test\n";
    expect(readPasted(text)).toEqual({
      people: [
        { name: "A", email: "a@x.test" },
        { name: "B", email: "b@x.test" },
      ],
      faults: [
        { line: 4, text: "nobody" },
        { line: 7, text: "c@x.test" },
        { line: 8, text: "D, d@x.test, e@x.test" },
      ],
    });
  });

  it("takes time in proportion to a long paste", () => {
    expect(readPasted("x, ".repeat(100_000)).faults).toHaveLength(1);
  });
});
