/**
 * States of one thing and the steps between them, each with who may take it. What is not listed is refused. "NEW"
 * stands for a thing that is being made.
 */
export type StateTable<State extends string, Actor extends string> = {
  readonly [From in State | "NEW"]: { readonly [To in State]?: readonly Actor[] };
};

export function allowsStep<State extends string, Actor extends string>(
  table: StateTable<State, Actor>,
  from: State | "NEW",
  to: State,
  by?: Actor,
): boolean {
  const actors: readonly Actor[] | undefined = table[from][to];
  return actors !== undefined && (by === undefined || actors.includes(by));
}
