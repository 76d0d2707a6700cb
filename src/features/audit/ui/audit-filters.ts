import { createLoader, createSerializer, type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { firstSpan, kinds, spans } from "#src/features/audit/values.ts";

/** What narrows the audit, as it is written in the address. `any` is no bound of time. */
export const auditFilterParsers = {
  kind: parseAsStringLiteral(kinds),
  who: parseAsString.withDefault(""),
  about: parseAsString.withDefault(""),
  record: parseAsString.withDefault(""),
  days: parseAsStringLiteral([...spans, "any"]).withDefault(firstSpan),
};

export const loadAuditFilters = createLoader(auditFilterParsers);
export const auditInAddress = createSerializer(auditFilterParsers);

export type AuditPageFilters = inferParserType<typeof auditFilterParsers>;
