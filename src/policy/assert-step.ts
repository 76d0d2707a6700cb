import { AppError } from "#src/errors.ts";
import { actorsOf, allowsStep, type StateTable } from "#src/lib/state-table.ts";

/** Throws `conflict` for a step that the table does not list for this actor, with a message for people. */
export function assertStep<State extends string, Actor extends string>(
  table: StateTable<State, Actor>,
  from: State | "NEW",
  to: State,
  by: Actor,
): void {
  if (allowsStep(table, from, to, by)) return;
  const thing = `${/^[aeiou]/.test(table.thing) ? "An" : "A"} ${table.thing}`;
  if (from === "NEW") throw new AppError("conflict", `${thing} cannot start as ${wordsOf(to)}.`);
  // "This way" hints at another actor, so it is left out where one actor takes every step.
  const way = actorsOf(table).length > 1 ? " this way" : "";
  throw new AppError("conflict", `${thing} that is ${wordsOf(from)} cannot become ${wordsOf(to)}${way}.`);
}

function wordsOf(state: string): string {
  return state.toLowerCase().replaceAll("_", " ");
}
