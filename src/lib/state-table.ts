/**
 * The states of one kind of thing and the steps between them, each with who may take it. What is not listed is refused.
 * "NEW" stands for a thing that is being created.
 */
export type StateTable<State extends string, Actor extends string> = {
  /** What moves, in the words of a message to people. */
  readonly thing: string;
  readonly steps: { readonly [From in State | "NEW"]: { readonly [To in State]?: readonly Actor[] } };
};

export function allowsStep<State extends string, Actor extends string>(
  table: StateTable<State, Actor>,
  from: State | "NEW",
  to: State,
  by?: Actor,
): boolean {
  const actors: readonly Actor[] | undefined = table.steps[from][to];
  return actors !== undefined && (by === undefined || actors.includes(by));
}

export function statesOf<State extends string>(table: StateTable<State, string>): State[] {
  // `Object.keys` does not keep the type of the keys.
  const listed = Object.keys(table.steps) as (State | "NEW")[];
  return listed.filter((state): state is State => state !== "NEW");
}

/** The states from which a thing may become `to`. */
export function statesBefore<State extends string, Actor extends string>(
  table: StateTable<State, Actor>,
  to: State,
  by?: Actor,
): State[] {
  return statesOf(table).filter((from) => allowsStep(table, from, to, by));
}

/** Every step from one state to another, without those from "NEW" and those that keep the state. */
export function listedSteps<State extends string>(table: StateTable<State, string>): { from: State; to: State }[] {
  const states = statesOf(table);
  return states.flatMap((from) =>
    states.filter((to) => to !== from && allowsStep(table, from, to)).map((to) => ({ from, to })),
  );
}

/** Who moves things of this kind, each once. */
export function actorsOf<Actor extends string>(table: StateTable<string, Actor>): Actor[] {
  const actors = Object.values(table.steps).flatMap((steps) => Object.values(steps).flatMap((by) => by ?? []));
  return [...new Set(actors)];
}
