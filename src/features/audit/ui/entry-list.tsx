"use client";

import { ScanEye, SearchX } from "lucide-react";
import { useRef } from "react";
import { MoreLines, type PagedQuery } from "#src/client/paged-card.tsx";
import { QueryError } from "#src/client/query-content.tsx";
import type { AuditLine } from "#src/features/audit/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { useRowKeys } from "#src/ui/use-row-keys.ts";
import { strings } from "./admin-strings.ts";
import { columns, EntryRow } from "./entry-row.tsx";

type EntryListProps = {
  query: PagedQuery<{ items: AuditLine[] }> & { isPlaceholderData: boolean };
  isFiltered: boolean;
  onClear: () => void;
  /** Shows everything about one record. */
  onRecord: (id: string) => void;
};

/** Entries under their days, each of which opens to what else it says. */
export function EntryList({ query, isFiltered, onClear, onRecord }: EntryListProps) {
  const box = useRef<HTMLDivElement>(null);
  const dates = useDates();
  useRowKeys(box);
  const lines = query.data?.pages.flatMap(({ items }) => items);
  if (!lines) return query.error ? <QueryError query={query} title={strings.failed} /> : <ListSkeleton rows={10} />;
  if (lines.length === 0) return <Nothing isFiltered={isFiltered} onClear={onClear} />;
  const days = Map.groupBy(lines, ({ at }) => dates.longDay(at));
  return (
    <Card aria-label={strings.title} className={cn(query.isPlaceholderData && "opacity-60 transition-opacity")}>
      <div
        aria-hidden
        className={cn(
          columns,
          "border-b border-separator bg-surface-secondary px-5 py-2.5 text-xs font-medium text-muted max-lg:hidden",
        )}
      >
        <span>{strings.time}</span>
        <span>{strings.who}</span>
        <span>{strings.what}</span>
        <span>{strings.about}</span>
      </div>
      <div ref={box}>
        {[...days.entries()].map(([day, entries]) => (
          <section key={day}>
            <h2 className="border-b border-separator px-5 pt-4 pb-2 text-sm font-semibold max-md:px-4">
              <DateText kind="longDay" value={entries[0]?.at ?? ""} />
            </h2>
            <ul className="divide-y divide-separator border-b border-separator">
              {entries.map((entry) => (
                <EntryRow entry={entry} key={entry.id} onRecord={onRecord} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      <MoreLines query={query} shown={lines.length} />
    </Card>
  );
}

function Nothing({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  return (
    <Card>
      {isFiltered ? (
        <EmptyState
          actions={<Button onClick={onClear}>{strings.clearFilters}</Button>}
          compact
          description={strings.noMatchesHelp}
          icon={<SearchX />}
          title={strings.noMatches}
        />
      ) : (
        <EmptyState description={strings.noneHelp} icon={<ScanEye />} title={strings.none} />
      )}
    </Card>
  );
}
