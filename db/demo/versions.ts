import { sql } from "drizzle-orm";
import { z } from "zod";
import { nextVersionLabel } from "#src/features/framework-versions/rules.ts";
import { copyVersion } from "#src/features/framework-versions/start-next-version.ts";
import { moveFramework } from "#src/features/frameworks/move-framework.ts";
import { columns, type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyTemplateItems, competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { demoSchool } from "./people.ts";

/**
 * The next version of the practical nurse's framework, published, to which nobody was moved yet: the first competency
 * has a higher target, the second other words, the third is retired, the fourth asks for less, and one is new.
 */
export async function insertNextVersion(tx: Tx, frameworkId: string, adminId: string): Promise<void> {
  const [found] = await tx.query(selectVersion, { id: frameworkId });
  const id = await copyVersion(tx, {
    frameworkId,
    schoolId: demoSchool.id,
    version: nextVersionLabel(found?.version ?? "1"),
    createdBy: adminId,
  });
  await tx.query(raiseTarget, { id });
  await tx.query(rewordSecond, { id });
  await tx.query(lowerTarget, { id });
  await tx.query(addSepsis, { id });
  await tx.query(placeSepsis, { id });
  await tx.query(retireThird, { id });
  moveFramework(tx, { id, status: "DRAFT" }, "PUBLISHED", "admin");
}

const t = competencyTemplates;
const c = competencies;

const selectVersion = sqlStatement(
  "demo_version",
  z.object({ version: z.string() }),
  (p: Params<{ id: string }>) => sql`select ${t.version} from ${t} where ${t.id} = ${p.id}`,
);

const nth = (id: ReturnType<typeof sql>, n: number) => sql`${c.id} = (
  select other.id from ${c} other where other.template_id = ${id} order by other.sort_order, other.id
  offset ${sql.raw(String(n - 1))} limit 1)`;

const raiseTarget = sqlWrite(
  "demo_version_raise",
  (p: Params<{ id: string }>) => sql`update ${c} set target_rating = 4.5 where ${nth(p.id, 1)}`,
);
const rewordSecond = sqlWrite(
  "demo_version_reword",
  (p: Params<{ id: string }>) =>
    sql`update ${c} set description = ${c.description} || ' Includes what is handed over.' where ${nth(p.id, 2)}`,
);
const lowerTarget = sqlWrite(
  "demo_version_lower",
  (p: Params<{ id: string }>) => sql`update ${c} set target_rating = 3 where ${nth(p.id, 4)}`,
);
const retireThird = sqlWrite(
  "demo_version_retire",
  (p: Params<{ id: string }>) => sql`
    with gone as (delete from ${c} where ${nth(p.id, 3)} returning ${c.id})
    delete from competency_template_items where competency_id in (select id from gone)`,
);
const addSepsis = sqlWrite(
  "demo_version_add",
  (p: Params<{ id: string }>) => sql`
    insert into ${c} (${columns(c.id, c.schoolId, c.templateId, c.programId, c.code, c.name, c.description, c.category, c.level, c.ratingScaleId, c.targetRating, c.identifier, c.sortOrder, c.createdBy)})
    select ${p.id} || '-sepsis', ${c.schoolId}, ${c.templateId}, ${c.programId}, null, 'Sepsis screening',
      'Recognises early signs of sepsis, and calls for help in time.', ${c.category}, ${c.level}, ${c.ratingScaleId},
      ${c.targetRating}, ${p.id} || '-sepsis', 10000, ${c.createdBy}
    from ${c} where ${nth(p.id, 5)}`,
);

const i = competencyTemplateItems;
const placeSepsis = sqlWrite(
  "demo_version_place",
  (p: Params<{ id: string }>) => sql`
    insert into ${i} (${columns(i.id, i.schoolId, i.templateId, i.identifier, i.parentId, i.kind, i.statement, i.itemType, i.sortOrder, i.competencyId)})
    select ${p.id} || '-sepsis-item', ${i.schoolId}, ${i.templateId}, ${p.id} || '-sepsis', ${i.parentId}, ${i.kind},
      'Sepsis screening', ${i.itemType}, 10000, ${p.id} || '-sepsis'
    from ${i} join ${c} on ${c.id} = ${i.competencyId} where ${nth(p.id, 5)}`,
);
