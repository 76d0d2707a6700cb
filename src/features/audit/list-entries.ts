import { type EntryFilter, type EntryRow, selectEntries } from "#src/features/audit/queries.ts";
import { countOf, detailLines, firstIdFrom, kindOf, sourceOf } from "#src/features/audit/rules.ts";
import type { AuditAnswer, AuditFilters, AuditLine, AuditQuery } from "#src/features/audit/schema.ts";
import { now } from "#src/lib/clock.ts";
import { likePatterns } from "#src/lib/search-text.ts";
import { hasText } from "#src/platform/db/access-row.ts";
import { decodeCursor, pageOf, shownOf } from "#src/platform/db/cursor.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import { csvOfList } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const dayMs = 24 * 60 * 60_000;

/** Who looked at or changed what in the reader's school, newest first. Reading it leaves an access row, as any list does. */
export async function listEntries(ctx: UserContext, query: AuditQuery): Promise<AuditAnswer> {
  const { actor, requestId } = ctx;
  const filter = filterOf(actor.schoolId, query);
  const rows = await readAs(actor, (tx) => selectPage(tx, filter, query), {
    what: "audit",
    requestId,
    count: shownOf(query.limit),
    filter: loggedOf(query),
  });
  return pageFrom(rows, query.limit);
}

/** The same as a file with all pages. */
export function exportEntries(ctx: UserContext, query: AuditFilters): Promise<Response> {
  // The lower bound stays where it is, however long the file takes.
  const filter = filterOf(ctx.actor.schoolId, query);
  return csvOfList<AuditLine>(ctx, {
    fileName: "audit.csv",
    columns: [
      ["Time (UTC)", ({ at }) => at],
      ["Who", ({ who }) => who?.name ?? null],
      ["Role", ({ who }) => who?.role ?? null],
      ["Id of who", ({ who }) => who?.id ?? null],
      ["Kind", ({ kind }) => kind],
      ["What", ({ what }) => what],
      ["About", ({ about }) => about?.name ?? null],
      ["Id of about", ({ about }) => about?.id ?? null],
      ["Record", ({ record }) => record?.type ?? null],
      ["Id of record", ({ record }) => record?.id ?? null],
      ["Number", ({ count }) => count],
      ["From", ({ source }) => source],
      ["Detail", ({ detail }) => detail.map(({ name, value }) => `${name}: ${value}`).join("; ")],
      ["Seal", ({ seal }) => seal],
      ["Entry", ({ id }) => id],
      ["Request", ({ requestId }) => requestId],
    ],
    page: async (tx, place) => pageFrom(await selectPage(tx, filter, place), place.limit),
    access: { what: "audit export", filter: loggedOf(query) },
  });
}

function selectPage(tx: Tx, filter: EntryFilter, { cursor, limit }: { cursor?: string | undefined; limit: number }) {
  const [before = null] = decodeCursor(cursor, ["id"]) ?? [];
  return tx.query(selectEntries, { ...filter, before, limit: limit + 1 });
}

function pageFrom(rows: readonly EntryRow[], limit: number): AuditAnswer {
  return pageOf(rows, limit, lineOf, ({ id }) => [id]);
}

function filterOf(schoolId: string, query: AuditFilters): EntryFilter {
  const from = query.from
    ? new Date(query.from)
    : query.days
      ? new Date(now().getTime() - Number(query.days) * dayMs)
      : null;
  return {
    schoolId,
    kind: query.kind ?? null,
    who: likePatterns(query.who),
    about: likePatterns(query.about),
    actorId: query.actorId ?? null,
    recordId: query.recordId ?? null,
    fromId: from && firstIdFrom(from),
    from,
    to: query.to ? new Date(query.to) : null,
  };
}

function loggedOf({ kind, who, about, actorId, recordId, days, from, to }: AuditFilters) {
  return { kind, who: hasText(who), about: hasText(about), actorId, recordId, days, from, to };
}

function lineOf(row: EntryRow): AuditLine {
  const { detail, entityType } = row;
  // What nobody who was signed in did: the program, or somebody who could not sign in.
  const isSystem = row.actorId === null || row.actorId === "system";
  return {
    id: row.id,
    at: row.occurredAt.toISOString(),
    kind: kindOf(row),
    who: isSystem ? null : { id: row.actorId ?? "", name: row.actorName, role: row.actorRole },
    what: row.action,
    about: row.aboutId === null ? null : { id: row.aboutId, name: row.aboutName, role: row.aboutRole },
    record: entityType === null || entityType === "user" ? null : { type: entityType, id: row.entityId },
    count: countOf(detail),
    source: sourceOf(detail),
    detail: detailLines(detail),
    seal: row.seal,
    requestId: row.requestId,
  };
}
