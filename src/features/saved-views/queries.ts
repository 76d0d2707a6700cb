import { eq, sql } from "drizzle-orm";
import type { ViewsAnswer } from "#src/features/saved-views/schema.ts";
import type { ViewPage } from "#src/features/saved-views/values.ts";
import { inNameOrder } from "#src/platform/db/names.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { savedViews as v } from "#src/platform/db/tables/saved-views.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** The reader's own views of a table, which row-level security picks. */
export async function listViews(ctx: UserContext, page: ViewPage): Promise<ViewsAnswer> {
  return { items: await readAs(ctx.actor, (tx) => tx.query(selectViews, { page })) };
}

const selectViews = statement("views_list", (db, p: Params<{ page: ViewPage }>) =>
  db
    .select({ id: v.id, name: v.name, query: v.query })
    .from(v)
    .where(eq(v.page, p.page))
    .orderBy(inNameOrder(sql`lower(${v.name})`), v.id),
);

export const countViews = statement("views_count", (db, p: Params<{ page: ViewPage }>) =>
  db.select({ count: sql<number>`count(*)::int` }).from(v).where(eq(v.page, p.page)),
);

type NewView = { id: string; schoolId: string; userId: string; page: ViewPage; name: string; query: string };

export const insertView = statement("view_insert", (db, p: Params<NewView>) =>
  db.insert(v).values({ id: p.id, schoolId: p.schoolId, userId: p.userId, page: p.page, name: p.name, query: p.query }),
);

export const lockView = statement("view_lock", (db, p: Params<{ id: string }>) =>
  db.select({ userId: v.userId, schoolId: v.schoolId, page: v.page }).from(v).where(eq(v.id, p.id)).for("update"),
);

export const updateView = statement(
  "view_update",
  (db, p: Params<{ id: string; name: string; query: string; at: Date }>) =>
    db.update(v).set({ name: p.name, query: p.query, updatedAt: p.at }).where(eq(v.id, p.id)),
);

export const deleteView = statement("view_delete", (db, p: Params<{ id: string }>) =>
  db.delete(v).where(eq(v.id, p.id)),
);
