"use client";

import { parseAsString, useQueryState } from "nuqs";

const byCompetency = "competency:";

/**
 * The level being explained, stored in the address: Back closes the explanation, and it can be linked to. Lines of
 * history contain the competency, not the assignment, so they select by competency.
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
