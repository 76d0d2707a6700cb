"use client";

import { loadLater, type StandInProps } from "#src/ui/load-later.tsx";
import { MoreButton } from "#src/ui/more-button.tsx";
import type { SchoolActsProps } from "./school-acts.tsx";
import { strings } from "./strings.ts";

/** SchoolActs, loaded after the page. */
export const SchoolActs = loadLater<SchoolActsProps>(
  () => import("./school-acts.tsx").then((file) => file.SchoolActs),
  { standIn: StandIn },
);

function StandIn({ school, onPress }: SchoolActsProps & StandInProps) {
  return <MoreButton label={strings.acts(school.name)} onClick={onPress} size="sm" />;
}
