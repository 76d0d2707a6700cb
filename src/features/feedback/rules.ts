import { fewestAnswers, type RoundState } from "#src/features/feedback/values.ts";
import type { StateTable } from "#src/lib/state-table.ts";

/** The starter asked the others; the last is whoever answers when nobody else is awaited. */
export type RoundActor = "starter" | "last";

export const roundSteps: StateTable<RoundState, RoundActor> = {
  thing: "feedback round",
  steps: {
    NEW: { OPEN: ["starter"] },
    OPEN: { CLOSED: ["starter", "last"], CALLED_OFF: ["starter"] },
    CLOSED: {},
    CALLED_OFF: {},
  },
};

/** Why a round cannot close yet; null when it can. */
export function closingFault({ answered }: { answered: number }): string | null {
  if (answered >= fewestAnswers) return null;
  const missing = fewestAnswers - answered;
  return `${missing === 1 ? "One more answer is" : `${missing} more answers are`} needed: with fewer than ${fewestAnswers} the student could tell who said what.`;
}

/** Whether the round closes by itself: everybody answered, and they are enough. */
export function closesNow({ asked, answered }: { asked: number; answered: number }): boolean {
  return answered === asked && closingFault({ answered }) === null;
}

/**
 * The items in a random order, so that the order of the answers tells nothing. `pick` gives a whole number from 0 to
 * below its argument.
 */
export function shuffled<Item>(items: readonly Item[], pick: (below: number) => number): Item[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = pick(last + 1);
    const moved = mixed[last];
    const taken = mixed[other];
    if (moved === undefined || taken === undefined) throw new Error("picked outside of the items");
    mixed[last] = taken;
    mixed[other] = moved;
  }
  return mixed;
}

/** A colleague is reminded once a day at most. */
export function mayBeReminded(
  { answeredAt, remindedAt }: { answeredAt: Date | null; remindedAt: Date | null },
  at: Date,
) {
  return answeredAt === null && (remindedAt === null || at.getTime() - remindedAt.getTime() >= 86_400_000);
}
