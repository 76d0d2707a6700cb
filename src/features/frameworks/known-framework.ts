import { sql } from "drizzle-orm";
import { z } from "zod";
import { identifiersOf } from "#src/features/frameworks/export/identifiers.ts";
import { readContent } from "#src/features/frameworks/export/read-content.ts";
import { diffOf } from "#src/features/frameworks/import/diff.ts";
import type { FrameworkDraft } from "#src/features/frameworks/import/draft.ts";
import { frameworkStatus, type ImportUpdate, type PreviewItem } from "#src/features/frameworks/schema.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies as c } from "#src/platform/db/tables/competencies.ts";
import { competencyTemplates as t } from "#src/platform/db/tables/competency-templates.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

export type KnownFramework = z.infer<typeof knownFramework>;

const knownFramework = z.object({
  id: z.string(),
  rootId: z.string(),
  name: z.string(),
  version: z.string(),
  status: frameworkStatus,
  sourceIdentifier: z.string().nullable(),
});

/**
 * The framework of the school that has this identifier: of several the newest, one that was published before a draft. One
 * that was made here has the identifier by which it was exported.
 */
export async function findKnown(
  tx: Tx,
  identifier: string | null,
  schoolId: string,
): Promise<KnownFramework | undefined> {
  if (identifier === null) return undefined;
  const candidates = await tx.query(selectCandidates, { identifier, schoolId });
  return candidates.find(
    (one) =>
      one.sourceIdentifier === identifier ||
      (one.sourceIdentifier === null && identifiersOf(one).document === identifier),
  );
}

/** What the file changes in the framework that it was before, if there is one. */
export async function findUpdate(
  tx: Tx,
  draft: FrameworkDraft,
  items: readonly PreviewItem[],
  schoolId: string,
): Promise<ImportUpdate | null> {
  const known = await findKnown(tx, draft.sourceIdentifier, schoolId);
  const content = known && (await readContent(tx, known.id));
  if (!known || !content) return null;
  const { id: frameworkId, name, version, status } = known;
  return { frameworkId, name, version, status, ...diffOf(content.items, items, draft.items) };
}

/** A framework with all that it holds, and its competencies by the identifiers of their items. */
export async function readKnown(tx: Tx, frameworkId: string) {
  const [content, competencies] = await Promise.all([readContent(tx, frameworkId), competencyIdsOf(tx, frameworkId)]);
  if (!content) throw new Error("the framework was found before, so it is there");
  return { content, competencies };
}

async function competencyIdsOf(tx: Tx, frameworkId: string): Promise<Map<string, string>> {
  const rows = await tx.query(selectCompetencyIds, { frameworkId });
  return new Map(rows.map(({ identifier, id }) => [identifier, id]));
}

const selectCandidates = sqlStatement(
  "import_known_frameworks",
  knownFramework,
  (p: Params<{ identifier: string; schoolId: string }>) => sql`
    with recursive versions as (
      select f.id, f.id as root from ${t} f
      where f.school_id = ${p.schoolId} and not exists (select from ${t} e where e.id = f.replaces_id)
      union all
      select f.id, v.root from ${t} f join versions v on f.replaces_id = v.id
    )
    select f.id, v.root as "rootId", f.name, f.version, f.status, f.source_identifier as "sourceIdentifier"
    from versions v join ${t} f on f.id = v.id
    where f.source_identifier = ${p.identifier} or f.source_identifier is null
    order by f.status = 'DRAFT', f.created_at desc, f.id desc
    limit 5000`,
);

const selectCompetencyIds = sqlStatement(
  "import_known_competencies",
  z.object({ id: z.string(), identifier: z.string() }),
  (p: Params<{ frameworkId: string }>) => sql`
    select ${c.id}, i.identifier from ${c}
    join competency_template_items i on i.competency_id = ${c.id}
    where i.template_id = ${p.frameworkId}`,
);
