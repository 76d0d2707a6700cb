"use client";

import { useMemo } from "react";
import type { Assignment } from "#src/features/progress/schema.ts";
import { statusShown } from "#src/features/progress/values.ts";
import { type Column, DataTable } from "#src/ui/data-table/data-table.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { Status } from "#src/ui/status.tsx";
import { competencyStrings as strings } from "./competency-strings.ts";
import { strings as progressStrings } from "./strings.ts";

export type SamplingRowsProps = { items: readonly Assignment[]; hrefOf: (assignmentId: string) => string };

/** The table itself, which loads when somebody opens it. */
export function SamplingRows({ items, hrefOf }: SamplingRowsProps) {
  const columns = useMemo(() => columnsWith(hrefOf), [hrefOf]);
  return <DataTable columns={columns} label={strings.samplingAll} rowKey={({ id }) => id} rows={items} />;
}

function columnsWith(hrefOf: (assignmentId: string) => string): Column<Assignment>[] {
  const count = (
    id: string,
    header: string,
    of: (row: Assignment) => { have: number; need: number },
  ): Column<Assignment> => ({
    id,
    header,
    align: "end",
    // What is furthest from what is asked comes first.
    sortValue: (row) => of(row).have - of(row).need,
    cell: (row) => <span className="num">{strings.haveOfNeed(of(row).have, of(row).need)}</span>,
  });
  return [
    {
      id: "name",
      header: strings.competencyColumn,
      phone: "title",
      sortValue: ({ name }) => name,
      cell: ({ id, name }) => <RowLink href={hrefOf(id)}>{name}</RowLink>,
    },
    {
      id: "status",
      header: progressStrings.status,
      phone: "corner",
      cell: ({ status }) => <Status status={statusShown(status)} />,
    },
    count("observations", strings.assessments, (row) => ({ have: row.observations, need: row.requiredObservations })),
    count("evaluators", strings.assessors, (row) => ({ have: row.evaluators, need: row.requiredEvaluators })),
    count("days", strings.days, (row) => ({ have: row.days, need: row.requiredDays })),
    {
      id: "contexts",
      header: strings.rotations,
      align: "end",
      sortValue: ({ contexts }) => contexts,
      cell: ({ contexts }) => <span className="num">{contexts}</span>,
    },
  ];
}
