import type { RubricCriterion } from "#src/features/frameworks/editing/schema.ts";

/** The rubric as a grid: one column for each score that any criterion names. */
export type Rubric = readonly RubricCriterion[];
export type RubricColumn = { value: number; label: string };

export function columnsOf(rubric: Rubric): RubricColumn[] {
  const columns = new Map<number, string>();
  for (const { levels } of rubric) {
    for (const { value, label } of levels) if (!columns.has(value)) columns.set(value, label);
  }
  return [...columns].map(([value, label]) => ({ value, label })).sort((one, other) => one.value - other.value);
}

export function changeCriterion(rubric: Rubric, id: string, change: Partial<RubricCriterion>): RubricCriterion[] {
  return rubric.map((criterion) => (criterion.id === id ? { ...criterion, ...change } : criterion));
}

/** Writes a cell; a criterion without that level gets it, under the word of the column. */
export function changeCell(rubric: Rubric, id: string, column: RubricColumn, description: string): RubricCriterion[] {
  return rubric.map((criterion) => {
    if (criterion.id !== id) return criterion;
    const levels = criterion.levels.some(({ value }) => value === column.value)
      ? criterion.levels.map((level) => (level.value === column.value ? { ...level, description } : level))
      : sorted([...criterion.levels, { ...column, description }]);
    return { ...criterion, levels, maxScore: Math.max(criterion.maxScore, column.value) };
  });
}

export function renameColumn(rubric: Rubric, value: number, label: string): RubricCriterion[] {
  return rubric.map((criterion) => ({
    ...criterion,
    levels: criterion.levels.map((level) => (level.value === value ? { ...level, label } : level)),
  }));
}

/** One level above the highest, for all criteria, whose highest score it becomes. */
export function addColumn(rubric: Rubric, label: string): RubricCriterion[] {
  const value = Math.floor(columnsOf(rubric).at(-1)?.value ?? -1) + 1;
  return rubric.map((criterion) => ({
    ...criterion,
    levels: [...criterion.levels, { value, label, description: "" }],
    maxScore: Math.max(value, 1),
  }));
}

/** What was passed from the level that goes is passed from the next one below it. */
export function removeColumn(rubric: Rubric, value: number): RubricCriterion[] {
  return rubric.map((criterion) => {
    const levels = criterion.levels.filter((level) => level.value !== value);
    const highest = levels.at(-1)?.value ?? 0;
    const maxScore = criterion.maxScore === value && highest > 0 ? highest : criterion.maxScore;
    const below = levels.findLast((level) => level.value <= (criterion.passScore ?? 0) && level.value > 0)?.value;
    const passScore =
      criterion.passScore === value || (criterion.passScore ?? 0) > maxScore ? (below ?? null) : criterion.passScore;
    return { ...criterion, levels, maxScore, passScore };
  });
}

/** Must be passed, from the level before the highest on; or need not. */
export function setMustPass(criterion: RubricCriterion, isMustPass: boolean): RubricCriterion {
  if (!isMustPass) return { ...criterion, passScore: null };
  const scores = criterion.levels.map(({ value }) => value).filter((value) => value > 0);
  return { ...criterion, passScore: scores.at(-2) ?? scores.at(-1) ?? criterion.maxScore };
}

export function moveUp(rubric: Rubric, id: string): RubricCriterion[] {
  const at = rubric.findIndex((criterion) => criterion.id === id);
  const [before, moved] = [rubric[at - 1], rubric[at]];
  if (!before || !moved) return [...rubric];
  return rubric.map((criterion, index) => (index === at - 1 ? moved : index === at ? before : criterion));
}

/** The score of each criterion in the example: the level before the highest, so that there is something to see. */
export function exampleScores(rubric: Rubric, chosen: Readonly<Record<string, number>>): number[] {
  return rubric.map(({ id, levels, maxScore }) => {
    const kept = chosen[id];
    if (kept !== undefined && kept <= maxScore) return kept;
    return levels.at(-2)?.value ?? levels.at(-1)?.value ?? maxScore;
  });
}

function sorted<Level extends { value: number }>(levels: Level[]): Level[] {
  return levels.sort((one, other) => one.value - other.value);
}
