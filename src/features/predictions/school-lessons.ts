import type { Day } from "#src/features/predictions/facts-of.ts";
import { featuresOf } from "#src/features/predictions/features-of.ts";
import type { StoredFit } from "#src/features/predictions/fit-school.ts";
import { type PaceOfCohort, paceOfCohort } from "#src/features/predictions/forecast.ts";
import { inputNames } from "#src/features/predictions/inputs.ts";
import type { KnownStudent } from "#src/features/predictions/load-histories.ts";
import { chanceOf } from "#src/features/predictions/model/fit-model.ts";
import {
  type HalfWay,
  halfWayOf,
  type PastForecast,
  type PastRow,
  pastForecastOf,
  pastRowsOf,
} from "#src/features/predictions/training-rows.ts";

/**
 * What a night learns from the students of a school, in numbers: their histories, of which a school has gigabytes, are
 * forgotten one page after another.
 */
export class SchoolLessons {
  readonly #today: Day;
  readonly #fit: StoredFit | null;
  readonly #halfWays = new Map<string | null, HalfWay[]>();
  /** Of students whose plan has ended. */
  readonly past: PastRow[] = [];
  /** Chances of students under way, by the model that there is. */
  readonly running: number[] = [];

  constructor(today: Day, fit: StoredFit | null) {
    this.#today = today;
    this.#fit = fit;
  }

  add(students: readonly KnownStudent[]): void {
    for (const student of students) {
      const { history, cohortId } = student;
      if (this.#fit && history.endsOn !== null && history.endsOn >= this.#today)
        this.running.push(chanceOf(this.#fit, featuresOf(history, this.#today)).probability);
      const halfWay = halfWayOf(student);
      if (halfWay) this.#halfWaysOf(cohortId).push(halfWay);
    }
    this.past.push(...packed(students.flatMap((student) => pastRowsOf(student, this.#today))));
  }

  #halfWaysOf(cohortId: string | null): HalfWay[] {
    const known = this.#halfWays.get(cohortId) ?? [];
    this.#halfWays.set(cohortId, known);
    return known;
  }

  /** Forecasts that could have been made of earlier students half way, by the paces of their cohorts until then. */
  forecasts(): PastForecast[] {
    return [...this.#halfWays.values()].flatMap((lines) => {
      const cohort: PaceOfCohort = paceOfCohort(lines.map(({ pace }) => pace));
      return lines.flatMap((line) => pastForecastOf(line, cohort, this.#today) ?? []);
    });
  }
}

/** The inputs of all rows in one typed array, of which each has its part. */
function packed(rows: readonly PastRow[]): PastRow[] {
  const width = inputNames.length;
  const block = new Float64Array(rows.length * width);
  return rows.map((row, place) => {
    block.set(row.inputs, place * width);
    return { ...row, inputs: block.subarray(place * width, (place + 1) * width) };
  });
}
