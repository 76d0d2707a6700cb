import { describe, expect, it } from "vitest";
import { chanceOf, fitModel, foldsOf, type TrainingRow } from "./fit-model.ts";
import { measuresOf } from "./measures.ts";
import { randomOf } from "./random.ts";

/** Students of whom two of six inputs tell something; two rows each, as of two cut-off days. */
function students(seed: number, count: number, strength = 1): TrainingRow[] {
  const random = randomOf(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: count }, (_, place) => place).flatMap((place) => {
    const [pace, recency] = [normal(), normal()];
    const eta = 0.6 + strength * (1.2 * pace - 0.8 * recency);
    const outcome = random() < 1 / (1 + Math.exp(-eta));
    return [0, 1].map(() => ({
      student: `s${place}`,
      inputs: [pace + normal() * 0.3, recency + normal() * 0.3, normal(), normal(), normal(), normal()],
      outcome,
    }));
  });
}
const names = ["a", "b", "c", "d", "e", "f"];

describe("a fitted model", () => {
  it("has true probabilities for students whom it has not seen: slope 0.9 to 1.1", () => {
    const model = fitModel(names, students(1, 3000));
    const others = students(2, 6000);
    const found = measuresOf(
      others.map(({ inputs }) => chanceOf(model, inputs).probability),
      Uint8Array.from(others, ({ outcome }) => Number(outcome)),
    );
    expect(found.calibrationSlope).toBeGreaterThan(0.9);
    expect(found.calibrationSlope).toBeLessThan(1.1);
    expect(Math.abs(found.calibrationIntercept ?? 1)).toBeLessThan(0.1);
    // What the school is told of it is what others then show.
    expect(model.measures.auroc).toBeCloseTo(found.auroc ?? 0, 1);
    expect(model.measures.calibrationSlope).toBeGreaterThan(0.9);
    expect(model.measures.calibrationSlope).toBeLessThan(1.1);
  });

  it("tells little when the inputs tell nothing, and says everybody the same", () => {
    const model = fitModel(names, students(3, 300, 0));
    const chances = students(4, 100, 0).map(({ inputs }) => chanceOf(model, inputs).probability);
    expect(Math.max(...chances) - Math.min(...chances)).toBeLessThan(0.25);
    expect(model.measures.auroc).toBeLessThan(0.62);
  });

  it("has a range around each chance, narrower with more students", () => {
    const inputs = [0.5, 0.5, 0, 0, 0, 0];
    const widthOf = (count: number) => {
      const { low, probability, high } = chanceOf(fitModel(names, students(5, count)), inputs);
      expect(low).toBeLessThan(probability);
      expect(high).toBeGreaterThan(probability);
      return high - low;
    };
    expect(widthOf(2000)).toBeLessThan(widthOf(200));
  });

  it("is the same for the same rows, and survives JSON", () => {
    const rows = students(6, 200);
    const model = fitModel(names, rows);
    expect(fitModel(names, rows)).toEqual(model);
    expect(chanceOf(JSON.parse(JSON.stringify(model)), [1, 0, 0, 0, 0, 0])).toEqual(
      chanceOf(model, [1, 0, 0, 0, 0, 0]),
    );
  });

  it("keeps the rows of a student in one fold, and deals the outcomes out evenly", () => {
    const rows = students(7, 100);
    const folds = foldsOf(rows, 10, 3);
    for (let row = 0; row < rows.length; row += 2) expect(folds[row]).toBe(folds[row + 1]);
    const positive = Array.from(
      { length: 10 },
      (_, k) => rows.filter((row, i) => folds[i] === k && row.outcome).length,
    );
    expect(Math.max(...positive) - Math.min(...positive)).toBeLessThanOrEqual(2);
  });
});
