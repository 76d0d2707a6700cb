"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Eye } from "lucide-react";
import { MoreLines } from "#src/client/paged-card.tsx";
import { QueryError } from "#src/client/query-content.tsx";
import type { LooksAnswer } from "#src/features/audit/schema.ts";
import { Card, CardList } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { Person } from "#src/ui/person.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { looksQuery } from "./audit-queries.ts";
import { looksStrings as strings } from "./looks-strings.ts";
import { visitsOf } from "./sentence.ts";

/** Who looked at the reader's own record: names and roles of staff, when, and what. */
export function LooksPage() {
  return (
    <>
      <PageHeader description={strings.description} title={strings.title} />
      <div className="flex max-w-[760px] flex-col gap-4">
        <p className="text-sm text-muted">
          {strings.lists} <TextLink href="/settings/privacy">{strings.back}</TextLink>
        </p>
        <Looks />
      </div>
    </>
  );
}

function Looks() {
  const query = useInfiniteQuery(looksQuery());
  const looks = query.data?.pages.flatMap(({ items }) => items);
  if (!looks) return query.error ? <QueryError query={query} title={strings.failed} /> : <ListSkeleton rows={6} />;
  if (looks.length === 0) {
    return (
      <Card>
        <EmptyState description={strings.noneHelp} icon={<Eye />} title={strings.none} />
      </Card>
    );
  }
  const visits = visitsOf(looks);
  return (
    <Card aria-label={strings.title}>
      <CardList>
        {visits.map(({ id, at, whats, ...visit }) => {
          const { name, meta } = readerOf(visit);
          return (
            <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-5 py-3 max-md:px-4" key={id}>
              <Person className="w-64 max-w-full" meta={meta} name={name} />
              <span className="min-w-0 flex-1 basis-48 text-sm">{strings.whats(whats)}</span>
              <span className="text-sm text-muted">
                <DateText kind="full" value={at} />
              </span>
            </li>
          );
        })}
      </CardList>
      <MoreLines query={query} shown={visits.length} />
    </Card>
  );
}

function readerOf({ readerName, readerRole }: Pick<LooksAnswer["items"][number], "readerName" | "readerRole">): {
  name: string;
  meta?: string;
} {
  const role = readerRole === null ? undefined : strings.roles[readerRole];
  if (readerName !== null) return role === undefined ? { name: readerName } : { name: readerName, meta: role };
  return { name: role ?? strings.unknown };
}
