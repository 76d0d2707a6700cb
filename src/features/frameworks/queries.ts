import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { FrameworkDetail, FrameworkLine, frameworksQuery, ImportAnswer } from "#src/features/frameworks/schema.ts";
import type { UserContext } from "#src/http/endpoint.ts";
import { decodeCursor, pageOf } from "#src/platform/db/cursor.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import { authorize } from "#src/policy/authorize.ts";

type ImportRow = {
  id: string;
  school_id: string;
  file_name: string;
  status: ImportAnswer["status"];
  progress: number;
  preview: ImportAnswer["preview"];
  faults: ImportAnswer["faults"] | null;
  template_id: string | null;
  error: string | null;
  content: string | null;
};

export type FoundImport = { answer: ImportAnswer; schoolId: string; content: string | null };

const importColumns = "id, school_id, file_name, status, progress, preview, faults, template_id, error";

export async function findImport(tx: Tx, importId: string): Promise<FoundImport | undefined> {
  const { rows } = await tx.query<ImportRow>({
    name: "import_find",
    text: `select ${importColumns}, null as content from framework_imports where id = $1`,
    values: [importId],
  });
  return rows[0] && foundOf(rows[0]);
}

/** Locks an import of the admin's school; 404 for any other. */
export async function lockImport(tx: Tx, ctx: UserContext, importId: string): Promise<FoundImport> {
  const { rows } = await tx.query<ImportRow>({
    name: "import_lock",
    text: `select ${importColumns}, content from framework_imports where id = $1 for update`,
    values: [importId],
  });
  const found = rows[0] && foundOf(rows[0]);
  authorize(ctx.actor, "framework:manage", { schoolId: found?.schoolId ?? "" });
  if (!found) throw new AppError("not_found", "There is no such import.");
  return found;
}

export async function getImport(ctx: UserContext, importId: string): Promise<ImportAnswer> {
  const found = await readAs(ctx.actor, (tx) => findImport(tx, importId));
  if (!found) throw new AppError("not_found", "There is no such import.");
  return found.answer;
}

function foundOf(row: ImportRow): FoundImport {
  const { id, school_id, file_name, status, progress, preview, faults, template_id, error, content } = row;
  return {
    answer: {
      importId: id,
      fileName: file_name,
      status,
      progress,
      preview,
      faults: faults ?? [],
      frameworkId: template_id,
      error,
    },
    schoolId: school_id,
    content,
  };
}

type FrameworkRow = {
  id: string;
  name: string;
  description: string;
  version: string;
  status: FrameworkLine["status"];
  source_format: string;
  source_identifier: string | null;
  competencies: number;
  categories: number;
  deployments: number;
  updated_at: Date;
  updated_text: string;
  published_at: Date | null;
};

const frameworkColumns = `
  t.id, t.name, t.description, t.version, t.status, t.source_format, t.source_identifier, t.updated_at,
  t.updated_at::text as updated_text, t.published_at,
  (select count(*)::int from competencies c where c.template_id = t.id) as competencies,
  (select count(distinct c.category)::int from competencies c where c.template_id = t.id) as categories,
  (select count(*)::int from competency_deployments d where d.template_id = t.id) as deployments`;

/** Frameworks of the reader's school and the shipped ones, last changed first. */
export async function listFrameworks(
  ctx: UserContext,
  query: z.output<typeof frameworksQuery>,
): Promise<{ items: FrameworkLine[]; nextCursor: string | null }> {
  const after = decodeCursor(query.cursor, ["string", "string"]);
  const { rows } = await readAs(ctx.actor, (tx) =>
    tx.query<FrameworkRow>({
      name: "frameworks_list",
      text: `select ${frameworkColumns} from competency_templates t
             where ($1::text is null or t.status = $1) and ($2::text is null or t.name ilike '%' || $2 || '%')
               and ($3::timestamptz is null or (t.updated_at, t.id) < ($3, $4))
             order by t.updated_at desc, t.id desc limit $5`,
      values: [
        query.status ?? null,
        query.search === undefined ? null : query.search.replace(/[\\%_]/g, "\\$&"),
        after?.[0] ?? null,
        after?.[1] ?? null,
        query.limit + 1,
      ],
    }),
  );
  return pageOf(rows, query.limit, lineOf, (row) => [row.updated_text, row.id]);
}

/** One framework with its tree and competencies, in the order of the framework. */
export async function getFramework(ctx: UserContext, id: string): Promise<FrameworkDetail> {
  const row = await readAs(ctx.actor, async (tx) => {
    const { rows } = await tx.query<FrameworkRow & { items: FrameworkDetail["items"] | null; associations: number }>({
      name: "framework_get",
      text: `
        select ${frameworkColumns},
          (select count(*)::int from competency_template_associations a where a.template_id = t.id) as associations,
          (select json_agg(json_build_object('identifier', i.identifier, 'parentIdentifier', p.identifier,
              'kind', i.kind, 'code', i.code, 'statement', coalesce(c.name, i.statement), 'competencyId', i.competency_id,
              'category', c.category, 'level', c.level, 'isRequired', c.is_required, 'ratingScale', rs.name,
              'targetRating', c.target_rating, 'scoringMethod', c.scoring_method) order by i.sort_order, i.id)
           from competency_template_items i
           left join competency_template_items p on p.id = i.parent_id
           left join competencies c on c.id = i.competency_id
           left join rating_scales rs on rs.id = c.rating_scale_id
           where i.template_id = t.id) as items
        from competency_templates t where t.id = $1`,
      values: [id],
    });
    return rows[0];
  });
  if (!row) throw new AppError("not_found", "There is no such framework.");
  return {
    ...lineOf(row),
    sourceIdentifier: row.source_identifier,
    items: row.items ?? [],
    associations: row.associations,
  };
}

function lineOf(row: FrameworkRow): FrameworkLine {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    version: row.version,
    status: row.status,
    sourceFormat: row.source_format,
    competencies: row.competencies,
    categories: row.categories,
    deployments: row.deployments,
    updatedAt: row.updated_at.toISOString(),
    publishedAt: row.published_at?.toISOString() ?? null,
  };
}

/** The shipped rating scales and the school's own. */
export async function listScales(ctx: UserContext) {
  const { rows } = await readAs(ctx.actor, (tx) =>
    tx.query<{
      id: string;
      name: string;
      kind: "ORDINAL" | "NUMERIC" | "BINARY";
      min: number;
      max: number;
      defaultTarget: number;
      allowMean: boolean;
      levels: { value: number; label: string; description: string }[];
    }>({
      name: "scales_list",
      text: `select id, name, kind, min_value::float8 as min, max_value::float8 as max,
               default_target::float8 as "defaultTarget", allow_mean as "allowMean", levels
             from rating_scales order by school_id <> 'default', name, id`,
    }),
  );
  return { items: rows };
}
