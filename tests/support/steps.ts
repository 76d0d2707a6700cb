import { expect, it } from "vitest";
import { AppError } from "#src/errors.ts";
import { actorsOf, type StateTable } from "#src/lib/state-table.ts";
import { assertStep } from "#src/policy/assert-step.ts";

/** `allowed`: every step as 'FROM>TO' with who may take it. Every other pair of states is refused to everybody. */
export function itTakesOnly<State extends string, Actor extends string>(
  table: StateTable<State, Actor>,
  states: readonly State[],
  allowed: Readonly<Record<string, readonly Actor[]>>,
): void {
  const actors = actorsOf(table);
  for (const from of ["NEW", ...states] as const) {
    for (const to of states) {
      const by = allowed[`${from}>${to}`] ?? [];
      it(`${from} -> ${to}: ${by.join(", ") || "nobody"}`, () => {
        const found = actors.filter((actor) => isAllowed(() => assertStep(table, from, to, actor)));
        expect(found.sort()).toEqual([...by].sort());
      });
    }
  }
}

function isAllowed(assertion: () => void): boolean {
  try {
    assertion();
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "conflict") return false;
    throw error;
  }
}
