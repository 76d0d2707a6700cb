"use client";

import { useQuery } from "@tanstack/react-query";
import { GraduationCap, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { Cohort, Program } from "#src/features/programs/schema.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { IconButton } from "#src/ui/icon-button.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { strings } from "./admin-strings.ts";
import type { CohortDialogProps } from "./cohort-dialog.tsx";
import { type Deletable, DeleteGroup, reasonToStay } from "./delete-group.tsx";
import type { ProgramDialogProps } from "./program-dialog.tsx";
import { programPaths, programsQuery } from "./program-queries.ts";
import { StaysDialog } from "./stays-dialog-later.tsx";

const ProgramDialog = loadLater<ProgramDialogProps>(
  () => import("./program-dialog.tsx").then((file) => file.ProgramDialog),
  { isWanted: () => true },
);
const CohortDialog = loadLater<CohortDialogProps>(
  () => import("./cohort-dialog.tsx").then((file) => file.CohortDialog),
  { isWanted: () => true },
);

type Open =
  | { dialog: "program"; program: Program | undefined }
  | { dialog: "cohort"; program: Program; cohort: Cohort | undefined }
  | { dialog: "delete"; group: Deletable };

/** The programs of the school, each with its cohorts and what may be done to them. */
export function ProgramsSection() {
  const programs = useQuery(programsQuery());
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const add = (
    <Button
      icon={<Plus aria-hidden />}
      onClick={() => setOpen({ dialog: "program", program: undefined })}
      variant="primary"
    >
      {strings.addProgram}
    </Button>
  );
  return (
    <>
      <QueryContent frame={(content) => <Card>{content}</Card>} query={programs} skeleton={<ListSkeleton rows={4} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Card>
              <EmptyState
                actions={add}
                description={strings.emptyHelp}
                icon={<GraduationCap />}
                title={strings.emptyTitle}
              />
            </Card>
          ) : (
            <div className="flex flex-col gap-5">
              <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
                <p className="max-w-[70ch] text-muted">{strings.help}</p>
                <div className="flex flex-wrap gap-2">
                  <ExportLink href={programPaths.export} />
                  {add}
                </div>
              </div>
              {items.map((program) => (
                <ProgramCard key={program.id} onOpen={setOpen} program={program} />
              ))}
            </div>
          )
        }
      </QueryContent>
      {open?.dialog === "program" ? <ProgramDialog onClose={close} program={open.program} /> : null}
      {open?.dialog === "cohort" ? <CohortDialog cohort={open.cohort} onClose={close} program={open.program} /> : null}
      {open?.dialog === "delete" ? <DeleteOrStay group={open.group} onClose={close} /> : null}
    </>
  );
}

function DeleteOrStay({ group, onClose }: { group: Deletable; onClose: () => void }) {
  const reason = reasonToStay(group);
  if (reason === null) return <DeleteGroup group={group} onClose={onClose} />;
  return <StaysDialog name={group.name} onClose={onClose} reason={reason} />;
}

function ProgramCard({ program, onOpen }: { program: Program; onOpen: (open: Open) => void }) {
  const { id, name, code, cohorts, uses } = program;
  const titleId = `program-${id}`;
  return (
    <Card aria-labelledby={titleId}>
      <CardHeader
        actions={
          <div className="flex items-center gap-1">
            <Button
              aria-label={strings.addCohortTo(name)}
              icon={<Plus aria-hidden />}
              onClick={() => onOpen({ dialog: "cohort", program, cohort: undefined })}
            >
              {strings.addCohort}
            </Button>
            <RowActs
              name={name}
              onChange={() => onOpen({ dialog: "program", program })}
              onDelete={() =>
                onOpen({ dialog: "delete", group: { kind: "program", id, name, uses, cohorts: cohorts.length } })
              }
            />
          </div>
        }
        description={studentsWords(program.students)}
        divided
        title={
          <span className="flex flex-wrap items-center gap-2">
            {name}
            <Badge tone="outline">{code}</Badge>
          </span>
        }
        titleId={titleId}
      />
      {cohorts.length === 0 ? (
        <p className="px-5 py-4 text-muted max-md:px-4">{strings.noCohorts}</p>
      ) : (
        <CardList>
          {cohorts.map((cohort) => (
            <CohortRow cohort={cohort} key={cohort.id} onOpen={onOpen} program={program} />
          ))}
        </CardList>
      )}
    </Card>
  );
}

type CohortRowProps = { cohort: Cohort; program: Program; onOpen: (open: Open) => void };

function CohortRow({ cohort, program, onOpen }: CohortRowProps) {
  const { id, name, uses, students } = cohort;
  return (
    <li className="flex min-h-14 items-center gap-3 px-5 py-2 max-md:px-4">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{name}</p>
        {/* Server and browser may have different versions of the locale data. */}
        <p className="text-sm text-muted" suppressHydrationWarning>
          <CohortDays cohort={cohort} />
          <span className="sm:hidden">{`, ${studentsWords(students)}`}</span>
        </p>
      </div>
      <span className="num shrink-0 text-muted max-sm:hidden">{studentsWords(students)}</span>
      <RowActs
        name={name}
        onChange={() => onOpen({ dialog: "cohort", program, cohort })}
        onDelete={() => onOpen({ dialog: "delete", group: { kind: "cohort", id, name, uses, cohorts: 0 } })}
      />
    </li>
  );
}

function CohortDays({ cohort: { startsOn, endsOn } }: { cohort: Cohort }) {
  const { day } = useDates();
  if (startsOn !== null && endsOn !== null) return strings.fromTo(day(startsOn), day(endsOn));
  if (startsOn !== null) return strings.from(day(startsOn));
  return endsOn === null ? strings.noDays : strings.until(day(endsOn));
}

function RowActs({ name, onChange, onDelete }: { name: string; onChange: () => void; onDelete: () => void }) {
  return (
    <span className="flex shrink-0">
      <IconButton icon={<Pencil aria-hidden />} label={strings.changeOf(name)} onClick={onChange} size="sm" />
      <IconButton
        icon={<Trash2 aria-hidden />}
        label={strings.deleteOf(name)}
        onClick={onDelete}
        size="sm"
        variant="danger"
      />
    </span>
  );
}

function studentsWords(count: number): string {
  return count === 0 ? strings.noStudents : strings.students(count);
}
