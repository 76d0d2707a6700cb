"use client";

import { Ban, Clock } from "lucide-react";
import type { SchoolLine } from "#src/features/schools/console/schema.ts";
import { isNear } from "#src/features/schools/values.ts";
import { Badge } from "#src/ui/badge.tsx";
import { cn } from "#src/ui/cn.ts";
import type { Column } from "#src/ui/data-table/data-table.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { formatBytes } from "#src/ui/format-bytes.ts";
import { ProgressBar } from "#src/ui/progress-bar.tsx";
import type { SchoolAct } from "./school-act.ts";
import { SchoolActs } from "./school-acts-later.tsx";
import { strings } from "./strings.ts";

export const schoolSorts = ["name", "students", "supervisors", "submitted", "files", "status", "lastUsed"] as const;

export function schoolColumns(onAct: (act: SchoolAct, school: SchoolLine) => void): Column<SchoolLine>[] {
  const number = (value: number) =>
    value === 0 ? <span className="text-muted">{strings.none}</span> : value.toLocaleString("en");
  return [
    {
      id: "name",
      header: strings.school,
      phone: "title",
      sortValue: ({ name }) => name,
      cell: ({ name, timeZone }) => (
        <>
          <span className="block truncate font-medium">{name}</span>
          <span className="block truncate text-xs text-muted">{timeZone.replaceAll("_", " ")}</span>
        </>
      ),
    },
    {
      id: "students",
      header: strings.students,
      sortValue: ({ students }) => students,
      cell: (school) => <Students {...school} />,
    },
    {
      id: "supervisors",
      header: strings.supervisors,
      align: "end",
      wideOnly: true,
      sortValue: ({ supervisors }) => supervisors,
      cell: ({ supervisors }) => number(supervisors),
    },
    {
      id: "submitted",
      header: strings.submitted,
      align: "end",
      sortValue: ({ submittedLately }) => submittedLately,
      cell: ({ submittedLately }) => number(submittedLately),
    },
    {
      id: "files",
      header: strings.files,
      align: "end",
      sortValue: ({ storageBytes }) => storageBytes,
      cell: (school) => <Files {...school} />,
    },
    {
      id: "status",
      header: strings.status,
      phone: "corner",
      sortValue: ({ status }) => status,
      cell: ({ status }) =>
        status === "OPEN" ? (
          strings.states.OPEN
        ) : (
          <Badge tone="danger">
            <Ban aria-hidden className="size-3.5" />
            {strings.states.SUSPENDED}
          </Badge>
        ),
    },
    {
      id: "lastUsed",
      header: strings.lastUsed,
      sortValue: ({ lastUsedAt }) => lastUsedAt,
      cell: ({ lastUsedAt }) =>
        lastUsedAt === null ? <span className="text-muted">{strings.never}</span> : <DateText value={lastUsedAt} />,
    },
    {
      id: "acts",
      header: strings.actsColumn,
      hideHeader: true,
      align: "end",
      width: "3.5rem",
      cell: (school) => <SchoolActs onAct={(act) => onAct(act, school)} school={school} />,
    },
  ];
}

function Students({ name, students, maxStudents }: SchoolLine) {
  const count = students.toLocaleString("en");
  if (maxStudents === null) return <span className="num">{count}</span>;
  const near = isNear(students, maxStudents);
  const left = maxStudents - students;
  return (
    <span className="block w-40 max-w-full">
      <span className={cn("num flex items-center justify-between gap-2 text-sm", near && "font-medium text-warning")}>
        <span className="inline-flex items-center gap-1">
          {near ? <Clock aria-hidden className="size-3.5" /> : null}
          {strings.of(count, maxStudents.toLocaleString("en"))}
        </span>
        {near ? <span>{left > 0 ? strings.left(left.toLocaleString("en")) : strings.full}</span> : null}
      </span>
      <ProgressBar
        className="mt-1"
        label={`${strings.students}, ${name}`}
        value={maxStudents === 0 ? 100 : Math.min(100, (students / maxStudents) * 100)}
        valueText={strings.of(count, maxStudents.toLocaleString("en"))}
      />
    </span>
  );
}

function Files({ storageBytes, maxStorageBytes }: SchoolLine) {
  if (storageBytes === 0 && maxStorageBytes === null) return <span className="text-muted">{strings.none}</span>;
  const words =
    maxStorageBytes === null
      ? formatBytes(storageBytes)
      : strings.of(formatBytes(storageBytes), formatBytes(maxStorageBytes));
  return (
    <span className={cn("num whitespace-nowrap", isNear(storageBytes, maxStorageBytes) && "font-medium text-warning")}>
      {words}
    </span>
  );
}
