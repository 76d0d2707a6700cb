import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Facts, Names } from "#src/features/analytics/facts.ts";
import { furthestBehind } from "#src/features/analytics/recommend-staff.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

export const noNames: Names = { competencies: new Map(), rotations: new Map(), people: new Map() };

/** The names of what the facts count by. A person whom the reader may not know has none. */
export async function loadNames(tx: Tx, { ratings, evaluators, plans, subject }: Facts): Promise<Names> {
  const competencyIds = new Set(ratings.map(({ competencyId }) => competencyId));
  for (const { competencyId } of plans?.overdue ?? []) competencyIds.add(competencyId);
  const rotationIds = new Set(ratings.flatMap(({ rotationId }) => rotationId ?? []));
  const peopleIds = new Set(evaluators.flatMap(({ evaluatorId }) => evaluatorId ?? []));
  const furthest = subject.scope === "cohort" ? furthestBehind(plans) : undefined;
  if (furthest) peopleIds.add(furthest.id);
  const [named, placed, people] = await Promise.all([
    competencyIds.size > 0 ? tx.query(selectCompetencies, { ids: [...competencyIds] }) : [],
    rotationIds.size > 0 ? tx.query(selectRotations, { ids: [...rotationIds] }) : [],
    peopleIds.size > 0 ? tx.query(selectPeople, { ids: [...peopleIds] }) : [],
  ]);
  return {
    competencies: new Map(named.map(({ id, ...competency }) => [id, competency])),
    rotations: new Map(placed.map(({ id, ...rotation }) => [id, rotation])),
    people: new Map(people.map(({ id, name }) => [id, name])),
  };
}

type Ids = { ids: string[] };

const selectCompetencies = sqlStatement(
  "analytics_competency_names",
  z.object({ id: z.string(), name: z.string(), category: z.string() }),
  (p: Params<Ids>) => sql`
    select ${competencies.id}, ${competencies.name}, ${competencies.category} from ${competencies}
    where ${competencies.id} = any(${p.ids})`,
);

const selectRotations = sqlStatement(
  "analytics_rotation_names",
  z.object({ id: z.string(), name: z.string(), site: z.string() }),
  (p: Params<Ids>) => sql`
    select ${rotations.id}, ${rotations.name} || ', ' || ${rotations.unit} as name, ${rotations.site} from ${rotations}
    where ${rotations.id} = any(${p.ids})`,
);

const selectPeople = sqlStatement(
  "analytics_people_names",
  z.object({ id: z.string(), name: z.string() }),
  (p: Params<Ids>) => sql`select ${users.id}, ${users.name} from ${users} where ${users.id} = any(${p.ids})`,
);
