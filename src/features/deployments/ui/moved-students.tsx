"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Users } from "lucide-react";
import { useQueryStates } from "nuqs";
import { MoreLines } from "#src/client/paged-card.tsx";
import { QueryError } from "#src/client/query-content.tsx";
import type { MovedStudent } from "#src/features/deployments/schema.ts";
import { movedSorts } from "#src/features/deployments/values.ts";
import { type Column, DataTable } from "#src/ui/data-table/data-table.tsx";
import { sortProps } from "#src/ui/data-table/sort-in-address.ts";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { Person } from "#src/ui/person.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { AssignmentTabs } from "./assignment-tabs.tsx";
import { movedParsers } from "./deployment-filters.ts";
import { movedExportPath } from "./deployment-paths.ts";
import { movedStudentsQuery } from "./deployment-queries.ts";
import { listStrings } from "./list-strings.ts";
import { OpenWorkActs } from "./open-work.tsx";

/** Students with open work of groups that they left, for the school to decide about one by one. */
export function MovedStudents() {
  const [order, setOrder] = useQueryStates(movedParsers, { shallow: true, history: "replace" });
  const query = useInfiniteQuery(movedStudentsQuery(order));
  const rows = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <PageHeader
        actions={rows.length > 0 ? <ExportLink href={movedExportPath(order)} /> : null}
        description={listStrings.movedHelp}
        title={listStrings.movedTitle}
      />
      <AssignmentTabs current="moved" />
      {query.isError && rows.length === 0 ? (
        <QueryError query={query} title={listStrings.failed} />
      ) : (
        <DataTable
          {...sortProps(movedSorts, order, { id: "student", direction: "asc" }, (next) => void setOrder(next))}
          className={query.isPlaceholderData ? "opacity-60 transition-opacity duration-150" : ""}
          columns={columns}
          empty={<EmptyState description={listStrings.movedNoneHelp} icon={<Users />} title={listStrings.movedNone} />}
          footer={query.isPending ? null : <MoreLines query={query} shown={rows.length} />}
          label={listStrings.movedTitle}
          loading={query.isPending}
          rowKey={(row) => `${row.studentId} ${row.deploymentId}`}
          rowLabel={(row) => `${row.name}: ${row.frameworkName}`}
          rows={rows}
        />
      )}
    </>
  );
}

const columns: Column<MovedStudent>[] = [
  {
    id: "student",
    header: listStrings.student,
    phone: "title",
    sortsOnServer: true,
    cell: (row) => (
      <Person
        link={<RowLink href={`/dashboard/school-admin/students/${row.studentId}`}>{row.name}</RowLink>}
        meta={row.cohort}
        name={row.name}
      />
    ),
  },
  {
    id: "framework",
    header: listStrings.framework,
    sortsOnServer: true,
    cell: (row) => row.frameworkName,
  },
  { id: "group", header: listStrings.oldGroup, cell: (row) => row.groups.join(", ") },
  {
    id: "open",
    header: listStrings.openWork,
    sortsOnServer: true,
    cell: (row) => <span className="num">{listStrings.open(row.open, row.started)}</span>,
  },
  {
    id: "acts",
    header: listStrings.acts,
    align: "end",
    cell: (row) => <OpenWorkActs open={row} student={{ id: row.studentId, name: row.name }} />,
  },
];
