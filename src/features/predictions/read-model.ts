import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Drift } from "#src/features/predictions/drift.ts";
import type { GroupErrors, StoredFit } from "#src/features/predictions/fit-school.ts";
import { inputs } from "#src/features/predictions/inputs.ts";
import type { Measures } from "#src/features/predictions/model/measures.ts";
import { selectSettings } from "#src/features/predictions/queries.ts";
import type { ModelAnswer } from "#src/features/predictions/schema.ts";
import { fewestFinished, fewestOfEachOutcome, type ModelState } from "#src/features/predictions/values.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { predictionModels as m } from "#src/platform/db/tables/predictions.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** How predictions are worked out in the reader's school, how often they are wrong, and for whom more often. */
export async function readModel(ctx: UserContext): Promise<ModelAnswer> {
  const { schoolId } = ctx.actor;
  const [settings, versions, names] = await readAs(ctx.actor, async (tx) => {
    const [found, rows, groups] = await Promise.all([
      tx.query(selectSettings, { schoolId }),
      tx.query(selectModels, { schoolId }),
      tx.query(selectGroupNames, { schoolId }),
    ]);
    return [found[0], rows, new Map(groups.map(({ id, name }) => [id, name]))] as const;
  });
  const active = versions.find(({ state }) => state === "ACTIVE");
  return {
    isOn: settings?.isOn ?? true,
    coverage: settings?.coverage ?? null,
    needs: { students: fewestFinished, ofEachOutcome: fewestOfEachOutcome },
    inputs: inputs.map((input) => {
      const place = active?.fit.inputs.indexOf(input.name) ?? -1;
      return { ...input, coefficient: active?.fit.coefficients[place] ?? null };
    }),
    groups: (active?.groups ?? []).flatMap(({ group, ...line }) => {
      const name = names.get(group);
      return name === undefined ? [] : [{ ...line, name }];
    }),
    versions: versions.map(({ fit: _fit, groups: _groups, fittedAt, ...version }) => ({
      ...version,
      fittedAt: fittedAt.toISOString(),
    })),
  };
}

const selectModels = sqlStatement(
  "prediction_models_list",
  z.object({
    version: z.number(),
    state: z.custom<ModelState>(),
    fittedAt: z.date(),
    students: z.number(),
    finished: z.number(),
    measures: z.custom<{ model: Measures; rule: Measures }>(),
    drift: z.custom<Drift>().nullable(),
    groups: z.custom<GroupErrors[]>(),
    fit: z.custom<StoredFit>(),
  }),
  (p: Params<{ schoolId: string }>) => sql`
    select ${m.version}, ${m.state}, ${m.fittedAt} as "fittedAt", ${m.students}, ${m.finished}, ${m.measures}, ${m.drift},
           ${m.groups}, ${m.fit}
    from ${m} where ${m.schoolId} = ${p.schoolId} order by ${m.version} desc limit 20`,
);

const selectGroupNames = sqlStatement(
  "prediction_group_names",
  z.object({ id: z.string(), name: z.string() }),
  (p: Params<{ schoolId: string }>) => sql`
    select ${programs.id}, ${programs.name} from ${programs} where ${programs.schoolId} = ${p.schoolId}
    union all select ${cohorts.id}, ${cohorts.name} from ${cohorts} where ${cohorts.schoolId} = ${p.schoolId}`,
);
