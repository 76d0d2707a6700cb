import type { z } from "zod";
import {
  countAsked,
  selectLedger,
  selectOwnConsents,
  selectTexts,
} from "#src/features/privacy/consents/consent-statements.ts";
import type {
  ConsentTextsAnswer,
  LedgerLine,
  ledgerQuery,
  OwnConsentsAnswer,
} from "#src/features/privacy/consents/schema.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvOfList } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { sealedFields } from "#src/platform/sealed/field.ts";
import { openText } from "#src/platform/sealed/text.ts";
import type { UserActor } from "#src/policy/actor.ts";

/** What the reader's school asks them to agree to, and their answers. */
export function listOwnConsents({ actor }: UserContext): Promise<OwnConsentsAnswer> {
  return readAs(actor, (tx) => getOwnConsents(tx, actor));
}

export async function getOwnConsents(tx: Tx, { userId, schoolId }: UserActor): Promise<OwnConsentsAnswer> {
  const rows = await tx.query(selectOwnConsents, { userId, schoolId });
  return {
    items: rows.map(({ textId, version, words, publishedAt, since, ...row }) => ({
      ...row,
      since: since?.toISOString() ?? null,
      text:
        textId === null || version === null || words === null || publishedAt === null
          ? null
          : {
              id: textId,
              version,
              words: openText(sealedFields.consentText, { schoolId, rowId: textId }, words),
              publishedAt: publishedAt.toISOString(),
            },
    })),
  };
}

/** Every version of the school's texts, with how many agree to it and how many do not. */
export async function listTexts({ actor }: UserContext): Promise<ConsentTextsAnswer> {
  const { schoolId } = actor;
  const [rows, [count]] = await readAs(actor, (tx) =>
    Promise.all([tx.query(selectTexts, { schoolId }), tx.query(countAsked, { schoolId })]),
  );
  const items = rows.map(({ publishedAt, endedAt, ...row }) => ({
    ...row,
    words: openText(sealedFields.consentText, { schoolId, rowId: row.textId }, row.words),
    publishedAt: publishedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  }));
  return { items, people: count?.people ?? 0 };
}

const columns: CsvColumns<LedgerLine> = [
  ["Name", ({ name }) => name],
  ["Email", ({ email }) => email],
  ["Role", ({ role }) => role],
  ["Purpose", ({ purpose }) => purpose],
  ["Version", ({ version }) => version],
  ["Decision", ({ decision }) => decision],
  ["Decided at", ({ decidedAt }) => decidedAt],
];

/** Every answer of the school's people, newest first, as CSV. */
export function exportLedger(ctx: UserContext, { purpose }: z.output<typeof ledgerQuery>): Promise<Response> {
  const { schoolId } = ctx.actor;
  return csvOfList(ctx, {
    fileName: "consents.csv",
    columns,
    page: async (tx, { cursor, limit }) => {
      const values = { schoolId, purpose: purpose ?? null, before: cursor ?? null, rows: limit };
      const rows = await tx.query(selectLedger, values);
      return {
        items: rows.map(({ id, decidedAt, ...row }) => ({ ...row, decidedAt: decidedAt.toISOString() })),
        nextCursor: rows.length === limit ? (rows.at(-1)?.id ?? null) : null,
      };
    },
    access: { what: "consents", filter: { purpose } },
  });
}
