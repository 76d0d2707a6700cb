"use client";

import { parseAsString, useQueryState } from "nuqs";

const byCompetency = "competency:";

/**
 * Which level is being explained, kept in the address: Back closes the explanation, and it can be linked to. Lines of
 * history know their competency, not the assignment, so they ask by that.
 */
export function useWhy() {
  const [value, setValue] = useQueryState("why", parseAsString.withOptions({ history: "push", shallow: true }));
  return {
    asked: value === null ? undefined : askedOf(value),
    ask: (assignmentId: string) => void setValue(assignmentId),
    askByCompetency: (competencyId: string) => void setValue(byCompetency + competencyId),
    close: () => void setValue(null),
  };
}

export type AskedWhy = { assignmentId: string } | { competencyId: string };

function askedOf(value: string): AskedWhy {
  return value.startsWith(byCompetency) ? { competencyId: value.slice(byCompetency.length) } : { assignmentId: value };
}
