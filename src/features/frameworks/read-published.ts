import { eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { FrameworkStatus } from "#src/features/frameworks/rules.ts";
import { frameworkCache } from "#src/platform/cache/caches.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { competencyDeployments } from "#src/platform/db/tables/competency-deployments.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** A published version never changes: a browser shows what it has at once, and asks meanwhile whether it still holds. */
export const publishedCacheControl = "private, max-age=0, stale-while-revalidate=604800";

type Wanted<Output extends z.ZodType> = { id: string; form: "detail" | "case"; output: Output };
type Published = { status: FrameworkStatus; name: string; body: string };

/**
 * An answer about a framework; 404 where the reader may not see it. Under the reader's own policies only its version is
 * read. The content of a published version, which triggers keep as it is, is made once for each version; a draft's each
 * time.
 * @param make sends its queries before its first await
 */
export async function readPublished<Output extends z.ZodType>(
  ctx: UserContext,
  { id, form, output }: Wanted<Output>,
  make: (tx: Tx) => Promise<z.input<Output> | undefined>,
): Promise<Published> {
  const { actor } = ctx;
  const [found] = await readAs(actor, (tx) => tx.query(selectVersion, { id }));
  if (!found) throw notFound();
  const load = async () => {
    const [content, [after]] = await readAs(actor, (tx) => Promise.all([make(tx), tx.query(selectVersion, { id })]));
    if (content === undefined) return undefined;
    return { value: JSON.stringify(output.parse(content)), isKept: after?.version === found.version };
  };
  const { status, name, version } = found;
  // Readers of different schools or roles may see different counts.
  const key = [form, actor.role, actor.schoolId, id, version].join(" ");
  const body = status === "DRAFT" ? (await load())?.value : await frameworkCache().read({ key, load });
  if (body === undefined) throw notFound();
  return { status, name, body };
}

function notFound(): AppError {
  return new AppError("not_found", "There is no such framework.");
}

const t = competencyTemplates;
const scale = alias(ratingScales, "scale");

/**
 * All that an answer contains and that may change after publication. `xmin` is the transaction that wrote the row last:
 * every change gives a row a new one, so that no command can forget to.
 */
const versionSql = sql<string>`concat_ws(' ', ${t}.xmin, ${schools}.xmin,
  (select count(*) from ${competencyDeployments} where ${competencyDeployments.templateId} = ${t.id}),
  (select string_agg(${scale.id} || ' ' || ${scale}.xmin, ' ' order by ${scale.id}) from ${ratingScales} ${scale}
   where ${scale.schoolId} in (${t.schoolId}, 'default')))`;

const selectVersion = statement("framework_version", (db, p: Params<{ id: string }>) =>
  db
    .select({ status: t.status, name: t.name, version: versionSql })
    .from(t)
    .leftJoin(schools, eq(schools.id, t.schoolId))
    .where(eq(t.id, p.id)),
);
