import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { randomOf } from "#src/features/predictions/model/random.ts";
import { intervalOf } from "./compare-models.ts";
import { evaluateCutoff } from "./evaluate-histories.ts";
import { type EvaluationFiles, readHistories } from "./read-histories.ts";

const folder = mkdtempSync(join(tmpdir(), "evaluate-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const files = (more: Partial<EvaluationFiles> = {}): EvaluationFiles => ({
  enrolments: file("e.csv", "student,outcome,group\na,1,x\nb,0,y\n"),
  assessments: file("a.csv", "student,day,score,weight\na,10,80,20\nb,12,30,20\n"),
  interactions: file("i.csv", "student;day;kind;count\na;3;VIEW;5\n"),
  outcome: { column: "outcome", words: [] },
  heldOut: null,
  target: 50,
  ...more,
});

describe("reading files to evaluate", () => {
  it("makes histories of them, whatever the separator, with days or dates", async () => {
    const [first, second] = await readHistories(
      files({ assessments: file("dates.csv", "student,day,score,due\na,1970-01-11,80,1970-01-15\nb,,,14\n") }),
    );
    expect(first).toMatchObject({ student: "a", outcome: true, history: { assessments: [{ day: 10, score: 80 }] } });
    expect(first?.history.plan).toMatchObject([{ dueOn: "1970-01-15", completedOn: 10 }]);
    expect(first?.history.interactions).toEqual([{ day: 3, kind: "VIEW", count: 5 }]);
    expect(second?.history.plan).toMatchObject([{ dueOn: "1970-01-15", completedOn: null }]);
  });

  it.each<[string, () => Partial<EvaluationFiles>, RegExp]>([
    ["a missing file", () => ({ enrolments: join(folder, "none.csv") }), /none\.csv cannot be read/],
    [
      "a missing column",
      () => ({ assessments: file("m.csv", "student,day\na,1\n") }),
      /no column "score"\. Its columns: student, day/,
    ],
    [
      "an unknown student",
      () => ({ assessments: file("u.csv", "student,day,score\nz,1,2\n") }),
      /line 2: z is not among/,
    ],
    [
      "a day that is none",
      () => ({ assessments: file("d.csv", "student,day,score\na,soon,2\n") }),
      /line 2, day: "soon" is no day/,
    ],
    [
      "a score that is none",
      () => ({ assessments: file("s.csv", "student,day,score\na,1,good\n") }),
      /line 2, score: "good" is no number/,
    ],
    ["a student twice", () => ({ enrolments: file("t.csv", "student,outcome\na,1\na,0\n") }), /line 3: a stands twice/],
    [
      "an outcome in words",
      () => ({ enrolments: file("o.csv", "student,outcome\na,Distinction\n") }),
      /--outcome outcome=Distinction/,
    ],
    ["an empty file", () => ({ enrolments: file("x.csv", "") }), /is empty/],
    ["a line with too few cells", () => ({ enrolments: file("f.csv", "student,outcome\na\n") }), /near line 2/],
  ])("says what is wrong with %s", async (_, more, message) => {
    await expect(readHistories(files(more()))).rejects.toThrow(message);
  });
});

describe("evaluating a cut-off day", () => {
  it("learns from the others, beats the rule on the held-out group, and refuses too few", async () => {
    const random = randomOf(2);
    const students = Array.from({ length: 500 }, (_, n) => ({ id: `s${n}`, strength: random() }));
    const lines = students.map(
      ({ id, strength }, n) => `${id},${Number(random() < strength ** 2 * 1.2)},${n % 5 === 0 ? "late" : "early"}`,
    );
    const ratings = students.flatMap(({ id, strength }) =>
      [5, 12, 19, 26].flatMap((day) =>
        random() < 0.4 + strength / 2
          ? [`${id},${day},${Math.round(30 + 60 * strength + 20 * (random() - 0.5))},10`]
          : [],
      ),
    );
    const enrolments = await readHistories(
      files({
        enrolments: file("big-e.csv", `student,outcome,when\n${lines.join("\n")}\n`),
        assessments: file("big-a.csv", `student,day,score,weight\n${ratings.join("\n")}\n`),
        interactions: null,
        heldOut: { column: "when", value: "late" },
      }),
    );
    const { students: counts, model, rule } = evaluateCutoff(enrolments, 30, 1);
    expect(counts).toMatchObject({ all: 100, trained: 400 });
    expect(model.auroc.mean).toBeGreaterThan(rule.auroc.mean);
    expect(model.brier.mean).toBeLessThan(rule.brier.mean);
    expect(model.auroc.low).toBeLessThan(model.auroc.mean);
    expect(model.auroc.high).toBeGreaterThan(model.auroc.mean);
    expect(() => evaluateCutoff(enrolments.slice(0, 8), 30, 1)).toThrow(/too few to learn from on day 30/);
  });

  it("gives means with Student's interval", () => {
    const { mean, low, high } = intervalOf([1, 2, 3, 4, 5]);
    expect(mean).toBe(3);
    // 2.776 * 1.581 / sqrt(5)
    expect(high - 3).toBeCloseTo(1.963, 1);
    expect(3 - low).toBeCloseTo(high - 3, 12);
  });
});
