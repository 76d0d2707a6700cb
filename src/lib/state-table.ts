/**
 * The states of one kind of thing and the steps between them, each with who may take it. What is not listed is refused.
 * "NEW" stands for a thing that is being made.
 */
export type StateTable<State extends string, Actor extends string> = {
  /** What moves, as people call it. */
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

/** Every step from one state to another; staying and beginning are none. */
export function listedSteps<State extends string>(table: StateTable<State, string>): { from: State; to: State }[] {
  const states = statesOf(table);
  return states.flatMap((from) =>
    states.filter((to) => to !== from && allowsStep(table, from, to)).map((to) => ({ from, to })),
  );
}

/** Whoever moves a thing of this kind, each once. */
export function actorsOf<Actor extends string>(table: StateTable<string, Actor>): Actor[] {
  const actors = Object.values(table.steps).flatMap((steps) => Object.values(steps).flatMap((by) => by ?? []));
  return [...new Set(actors)];
}
