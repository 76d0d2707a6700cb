"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { ListX } from "lucide-react";
import { useQueryStates } from "nuqs";
import { MoreLines } from "#src/client/paged-card.tsx";
import { QueryError } from "#src/client/query-content.tsx";
import type { RatingLine } from "#src/features/analytics/school/schema.ts";
import { bands } from "#src/features/analytics/values.ts";
import { type Column, DataTable } from "#src/ui/data-table/data-table.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { Rating } from "#src/ui/rating.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { Segmented } from "#src/ui/segmented.tsx";
import { analyticsPaths, type RatingsBase, ratingsQuery } from "./analytics-queries.ts";
import { ratingParsers } from "./periods.ts";
import { strings } from "./strings.ts";

/** The list that a figure counts, by the filters of the address; each line opens its assessment. */
export function AssessmentsBehind({ base }: { base: RatingsBase }) {
  const dates = useDates();
  const [filters, setFilters] = useQueryStates(ratingParsers, { shallow: true, history: "replace" });
  const query = useInfiniteQuery(ratingsQuery(filters));
  const lines = query.data?.pages.flatMap(({ items }) => items);
  const when =
    filters.from && filters.to
      ? strings.behindHelp(dates.longDay(filters.from), dates.longDay(filters.to))
      : strings.behindAll;
  return (
    <>
      <PageHeader
        actions={<ExportLink href={analyticsPaths.ratings(filters, { format: "csv" })} />}
        back={{ href: base, label: strings.back }}
        description={filters.category ? strings.behindOf(filters.category, when) : when}
        title={strings.behindTitle}
      />
      <div className="mb-4 flex print:hidden">
        <Segmented
          label={strings.level}
          onValueChange={(band) => void setFilters({ band })}
          options={[
            { value: null, label: strings.allLevels },
            ...bands.map((band) => ({ value: band, label: strings.bands[band] })),
          ]}
          value={filters.band}
        />
      </div>
      {query.isError && !lines ? (
        <QueryError query={query} />
      ) : (
        <DataTable
          columns={columns}
          empty={<EmptyState description={strings.noRatingsHelp} icon={<ListX />} title={strings.noRatings} />}
          footer={lines ? <MoreLines query={query} shown={lines.length} /> : null}
          label={strings.behindTitle}
          loading={!lines}
          rowKey={({ assessmentId }) => assessmentId}
          rows={lines ?? []}
        />
      )}
    </>
  );
}

const columns: Column<RatingLine>[] = [
  {
    id: "student",
    header: strings.student,
    phone: "title",
    cell: ({ href, studentName }) => (
      <RowLink className="whitespace-nowrap" href={href}>
        {studentName}
      </RowLink>
    ),
  },
  { id: "competency", header: strings.competency, cell: ({ competencyName }) => competencyName },
  {
    id: "level",
    header: strings.level,
    cell: ({ value, ratingLabel, targetRating, maxRating, scaleKind }) => (
      <Rating kind={scaleKind} label={ratingLabel} max={maxRating} target={targetRating} value={value} />
    ),
  },
  { id: "assessor", header: strings.assessor, cell: ({ evaluator }) => evaluator ?? strings.noAssessor },
  { id: "rotation", header: strings.rotation, wideOnly: true, cell: ({ rotation }) => rotation ?? "–" },
  {
    id: "observed",
    header: strings.observed,
    align: "end",
    phone: "corner",
    cell: ({ observedOn }) => <DateText className="whitespace-nowrap" kind="day" value={observedOn} />,
  },
];
