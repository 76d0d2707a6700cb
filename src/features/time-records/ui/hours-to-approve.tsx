"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { CircleCheck, SearchX } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import { MoreLines } from "#src/client/paged-card.tsx";
import { QueryError } from "#src/client/query-content.tsx";
import type { TimeRecordLine } from "#src/features/time-records/schema.ts";
import { durationWords } from "#src/lib/duration-words.ts";
import { Button } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { SelectionBar } from "#src/ui/data-table/data-table-sort.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { Segmented } from "#src/ui/segmented.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { toast } from "#src/ui/toast.tsx";
import type { DecideDialogProps } from "./decide-dialog.tsx";
import { hoursFilterParsers, toDecideStatuses } from "./hours-filters.ts";
import { HoursOfStudent } from "./hours-of-student.tsx";
import { hoursPaths, toDecideQuery } from "./hours-queries.ts";
import { strings } from "./strings.ts";
import { useDecideHours } from "./use-hours.ts";

const DecideDialog = loadLater<DecideDialogProps>(
  () => import("./decide-dialog.tsx").then((file) => file.DecideDialog),
  { isWanted: () => true },
);

type Asked = { decision: "ASK" | "REFUSE"; records: readonly TimeRecordLine[] };

/** What a supervisor approves, by student. Entries with a remark are never chosen along with the others. */
export function HoursToApprove({ reader }: { reader: "supervisor" | "school" }) {
  const [filters, setFilters] = useQueryStates(hoursFilterParsers, { shallow: true, history: "replace" });
  const query = useInfiniteQuery(toDecideQuery(filters));
  const decide = useDecideHours();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<Asked>();

  const records = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const [first] = query.data?.pages ?? [];
  const isSchool = reader === "school";
  const waits = filters.status === "PENDING";
  const unremarked = records.filter(({ remarks }) => remarks.length === 0);
  const remarked = records.length - unremarked.length;
  const chosen = records.filter(({ id }) => waits && selected.has(id));
  const minutes = chosen.reduce((sum, record) => sum + record.minutes, 0);

  const select = (ids: readonly string[], isOn: boolean) => {
    const next = new Set(selected);
    for (const id of ids) isOn ? next.add(id) : next.delete(id);
    setSelected(next);
  };
  const run = async (decision: "APPROVE" | "ASK" | "REFUSE", of: readonly TimeRecordLine[], reason?: string) => {
    try {
      const answer = await decide.mutateAsync({
        decision,
        records: of.map(({ id, revision }) => ({ id, revision })),
        ...(reason === undefined ? {} : { reason }),
      });
      const count = answer.decided.length;
      if (count > 0) toast.success(doneWords[decision](count));
      const [refused] = answer.refused;
      if (refused) toast.error(strings.leftAlone(answer.refused.length), { description: refused.message });
      setSelected(new Set([...selected].filter((id) => !of.some((record) => record.id === id))));
      setAsked(undefined);
    } catch (error) {
      toast.error(strings.decideFailed, error instanceof Problem ? { description: error.detail } : undefined);
    }
  };

  return (
    <>
      <PageHeader
        actions={<ExportLink href={hoursPaths.toDecideExport(filters)} />}
        description={
          waits && first
            ? first.found.records === 0
              ? strings.nothingToApprove
              : [
                  strings.toApproveSummary(
                    first.found.records,
                    first.found.students,
                    durationWords(first.found.minutes),
                  ),
                  ...(remarked > 0 ? [strings.remarkCount(remarked)] : []),
                ].join(" ")
            : undefined
        }
        title={isSchool ? strings.leftToSchool : strings.toApprove}
      />
      {isSchool ? <p className="-mt-3 mb-4 max-w-[70ch] text-muted">{strings.leftToSchoolHelp}</p> : null}
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <SearchField
          className="min-w-0 flex-1 basis-56 sm:max-w-72"
          hideLabel
          label={strings.findStudent}
          onValueChange={(search) => void setFilters({ search: search === "" ? null : search })}
          placeholder={strings.findPlaceholder}
          value={filters.search}
        />
        <Segmented
          label={strings.statusTabs}
          onValueChange={(status) => void setFilters({ status })}
          options={toDecideStatuses.map((status) => ({
            value: status,
            label: [strings.tabs[status], first && first.counts[status] > 0 ? first.counts[status] : ""]
              .join(" ")
              .trim(),
          }))}
          value={filters.status}
        />
        {waits && unremarked.length > 0 ? (
          <Button
            className="ms-auto text-accent"
            onClick={() => setSelected(new Set(unremarked.map(({ id }) => id)))}
            variant="ghost"
          >
            {strings.selectUnremarked(unremarked.length)}
          </Button>
        ) : null}
      </div>
      {query.isPending ? (
        <ListSkeleton header={false} rows={8} />
      ) : query.isError && records.length === 0 ? (
        <QueryError query={query} />
      ) : records.length === 0 ? (
        <Card>
          {filters.search === "" ? (
            <EmptyState
              compact
              description={(isSchool ? strings.noneOfSchoolHelp : strings.noneHelp)[filters.status]}
              icon={<CircleCheck />}
              title={strings.noneTitles[filters.status]}
            />
          ) : (
            <EmptyState compact description={strings.noMatchHelp} icon={<SearchX />} title={strings.noMatch} />
          )}
        </Card>
      ) : (
        <Card className={query.isPlaceholderData ? "opacity-60 transition-opacity duration-150" : ""}>
          {[...Map.groupBy(records, ({ studentId }) => studentId)].map(([studentId, lines]) => (
            <HoursOfStudent
              key={studentId}
              lines={lines}
              onApprove={(record) => void run("APPROVE", [record])}
              onAsk={(record) => setAsked({ decision: "ASK", records: [record] })}
              onSelect={select}
              selected={selected}
              waits={waits}
            />
          ))}
          <MoreLines query={query} shown={records.length} total={first?.found.records} />
        </Card>
      )}
      <SelectionBar count={chosen.length}>
        <span className="num me-1 text-base text-muted max-md:hidden">{durationWords(minutes)}</span>
        <Button onClick={() => setAsked({ decision: "REFUSE", records: chosen })} variant="ghost">
          {strings.doNotApprove}
        </Button>
        <Button onClick={() => setAsked({ decision: "ASK", records: chosen })}>{strings.ask}</Button>
        <Button loading={decide.isPending} onClick={() => void run("APPROVE", chosen)} variant="primary">
          {strings.approveMany(chosen.length)}
        </Button>
      </SelectionBar>
      {asked ? (
        <DecideDialog
          {...asked}
          onClose={() => setAsked(undefined)}
          onDecide={(reason) => run(asked.decision, asked.records, reason)}
        />
      ) : null}
    </>
  );
}

const doneWords = {
  APPROVE: strings.approvedToast,
  ASK: () => strings.askedToast,
  REFUSE: strings.refusedToast,
} as const;
