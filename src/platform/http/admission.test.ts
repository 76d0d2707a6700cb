import { describe, expect, it } from "vitest";
import { Admission, type Urgency } from "./admission.ts";

const fill = (admission: Admission, count: number, school: (n: number) => string, urgency: Urgency = "ordinary") =>
  Array.from({ length: count }, (_, n) => admission.enter(urgency, school(n))).filter((leave) => leave !== undefined);

describe("the places of a process", () => {
  it("are refused to the heavy first, then to the ordinary, and last to the urgent", () => {
    const refused: Urgency[] = [];
    const admission = new Admission(100, (urgency) => refused.push(urgency));
    const school = (n: number) => `school ${n % 10}`;
    expect(fill(admission, 200, school, "heavy")).toHaveLength(25);
    expect(fill(admission, 200, school)).toHaveLength(35);
    expect(admission.enter("heavy")).toBeUndefined();
    expect(fill(admission, 200, school, "urgent")).toHaveLength(40);
    expect(admission.enter("urgent")).toBeUndefined();
    expect([...new Set(refused)]).toEqual(["heavy", "ordinary", "urgent"]);
  });

  it("are free again when their requests are answered, each once", () => {
    const admission = new Admission(10);
    const leaves = fill(admission, 6, (n) => `${n}`);
    expect(admission.enter("ordinary", "next")).toBeUndefined();
    for (const leave of [...leaves, ...leaves]) leave();
    expect(admission.taken).toBe(0);
    expect(fill(admission, 6, (n) => `${n}`)).toHaveLength(6);
  });

  it("are not all for one school, nor for those who are not signed in", () => {
    for (const flooding of ["north", ""]) {
      const admission = new Admission(100);
      expect(fill(admission, 200, () => flooding)).toHaveLength(45);
      expect(fill(admission, 200, () => "south")).toHaveLength(15);
    }
  });

  it("count a page as several answers", () => {
    const admission = new Admission(100);
    const pages = Array.from({ length: 50 }, (_, n) => admission.enter("ordinary", `${n}`, 4)).filter(Boolean);
    expect(pages).toHaveLength(15);
  });
});
