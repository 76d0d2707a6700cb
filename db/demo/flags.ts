import { sql } from "drizzle-orm";
import { bucketOf } from "#src/features/flags/rules.ts";
import type { FlagKey, FlagRules } from "#src/features/flags/values.ts";
import { type Params, sqlWrite } from "#src/platform/db/statement.ts";
import { featureFlags } from "#src/platform/db/tables/feature-flags.ts";
import { flagExposures } from "#src/platform/db/tables/flag-exposures.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { demoSchool, makeRandom } from "./people.ts";

const dayMs = 86_400_000;
const key: FlagKey = "student-home.recent-first";
const percent = 50;

/**
 * A comparison that ended two weeks ago, so that everybody has the default again: 30 students for each form, which is what
 * an interval needs.
 */
export async function insertFlag(
  tx: Tx,
  students: readonly { id: string; n: number }[],
  midnight: number,
): Promise<void> {
  const from = midnight - 56 * dayMs;
  const rules: FlagRules = {
    isOn: true,
    startsAt: new Date(from).toISOString(),
    endsAt: new Date(midnight - 14 * dayMs).toISOString(),
    overrides: [],
    shares: { "recent-first": percent },
  };
  await tx.query(insertRules, { key, rules: JSON.stringify(rules), at: new Date(from) });
  const random = makeRandom(9_100);
  const met = students.map(({ id }) => ({
    user_id: id,
    variant: bucketOf(key, id) < percent ? "recent-first" : "chart-first",
    exposed_at: new Date(from + Math.floor(random() * 7 * dayMs)).toISOString(),
  }));
  await tx.query(insertMet, { key, schoolId: demoSchool.id, met: JSON.stringify(met) });
}

/** What somebody has set meanwhile stays. */
const insertRules = sqlWrite(
  "demo_flag_rules",
  (p: Params<{ key: string; rules: string; at: Date }>) => sql`
    insert into ${featureFlags} (key, rules, changed_at) values (${p.key}, ${p.rules}::jsonb, ${p.at}::timestamptz)
    on conflict do nothing`,
);

const insertMet = sqlWrite(
  "demo_flag_met",
  (p: Params<{ key: string; schoolId: string; met: string }>) => sql`
    insert into ${flagExposures} (flag_key, round, user_id, school_id, variant, exposed_at)
    select ${featureFlags.key}, ${featureFlags.round}, m.user_id, ${p.schoolId}, m.variant, m.exposed_at
    from ${featureFlags},
      jsonb_to_recordset(${p.met}::jsonb) as m (user_id text, variant text, exposed_at timestamptz)
    where ${featureFlags.key} = ${p.key} and ${featureFlags.round} = 1`,
);
