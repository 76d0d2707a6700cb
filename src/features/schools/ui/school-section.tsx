"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import type { SchoolAnswer } from "#src/features/schools/schema.ts";
import { months } from "#src/features/schools/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { formatBytes } from "#src/ui/format-bytes.ts";
import { Select } from "#src/ui/select.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./admin-strings.ts";
import { LookCard } from "./look-card.tsx";
import { PrivacyCard } from "./privacy-card.tsx";
import { SaveFault } from "./save-fault.tsx";
import { schoolQuery } from "./school-queries.ts";
import { TimeZoneField } from "./time-zone-field-later.tsx";
import { useChangeSchool } from "./use-school.ts";

/** Name, time zone and academic year of the school, its look, and how much room it has. */
export function SchoolSection() {
  const school = useQuery(schoolQuery());
  return (
    <QueryContent
      frame={(content) => <Card>{content}</Card>}
      query={school}
      skeleton={<Skeleton className="h-96 rounded-card" />}
    >
      {(saved) => (
        <div className="grid items-start gap-5 lg:grid-cols-2">
          <div className="flex min-w-0 flex-col gap-5">
            <SchoolCard key={saved.revision} saved={saved} />
            <RoomCard limits={saved.limits} />
            <PrivacyCard saved={saved} />
          </div>
          <LookCard saved={saved} />
        </div>
      )}
    </QueryContent>
  );
}

function SchoolCard({ saved }: { saved: SchoolAnswer }) {
  const titleId = useId();
  const [draft, setDraft] = useState({
    name: saved.name,
    timeZone: saved.timeZone,
    month: saved.academicYearStarts.slice(0, 2),
    day: saved.academicYearStarts.slice(3),
  });
  const [gap, setGap] = useState<string>();
  const save = useChangeSchool(saved.revision);
  const errorOf = (path: string) =>
    save.error instanceof Problem ? save.error.errors.find((error) => error.path === path)?.message : undefined;
  const submit = async () => {
    if (draft.name.trim() === "") return setGap(strings.needed);
    try {
      await save.mutateAsync({
        name: draft.name.trim(),
        timeZone: draft.timeZone,
        academicYearStarts: `${draft.month}-${draft.day}`,
      });
      toast.success(strings.saved, draft.timeZone === saved.timeZone ? {} : { description: strings.timeZoneChanged });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  };
  return (
    <Card aria-labelledby={titleId}>
      <CardHeader title={strings.school} titleId={titleId} />
      <CardBody className="pt-0">
        <form
          className="flex flex-col gap-4"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <TextField
            error={gap ?? errorOf("name")}
            label={strings.name}
            maxLength={120}
            name="name"
            onChange={(event) => {
              setDraft({ ...draft, name: event.target.value });
              setGap(undefined);
            }}
            value={draft.name}
          />
          <TimeZoneField
            error={errorOf("timeZone")}
            onValueChange={(timeZone) => setDraft({ ...draft, timeZone })}
            value={draft.timeZone}
          />
          <fieldset>
            <legend className="mb-1.5 text-sm font-medium">{strings.academicYear}</legend>
            <div className="grid grid-cols-[minmax(0,5rem)_minmax(0,1fr)] gap-3">
              <Select
                error={errorOf("academicYearStarts")}
                hideLabel
                label={strings.day}
                onValueChange={(day) => setDraft({ ...draft, day })}
                options={days}
                value={draft.day}
              />
              <Select
                hideLabel
                label={strings.month}
                onValueChange={(month) => setDraft({ ...draft, month })}
                options={monthOptions}
                value={draft.month}
              />
            </div>
          </fieldset>
          <SaveFault error={save.error} />
          <div>
            <Button loading={save.isPending} type="submit" variant="primary">
              {strings.save}
            </Button>
          </div>
        </form>
      </CardBody>
    </Card>
  );
}

const twoDigits = (value: number) => String(value).padStart(2, "0");
const days = Array.from({ length: 31 }, (_, index) => ({ value: twoDigits(index + 1), label: String(index + 1) }));
const monthOptions = months.map((label, index) => ({ value: twoDigits(index + 1), label }));

function RoomCard({ limits }: { limits: SchoolAnswer["limits"] }) {
  const titleId = useId();
  const { students, maxStudents, storageBytes, maxStorageBytes } = limits;
  const count = (value: number) => value.toLocaleString("en");
  const lines = [
    { name: strings.studentsRoom, used: count(students), most: maxStudents === null ? null : count(maxStudents) },
    {
      name: strings.storageRoom,
      used: formatBytes(storageBytes),
      most: maxStorageBytes === null ? null : formatBytes(maxStorageBytes),
    },
  ];
  return (
    <Card aria-labelledby={titleId}>
      <CardHeader description={strings.roomHelp} title={strings.room} titleId={titleId} />
      <CardBody className="pt-0">
        <dl className="flex flex-col gap-2">
          {lines.map(({ name, used, most }) => (
            <div className="flex justify-between gap-4" key={name}>
              <dt className="text-muted">{name}</dt>
              <dd className="num">{most === null ? strings.used(used) : strings.usedOf(used, most)}</dd>
            </div>
          ))}
        </dl>
      </CardBody>
    </Card>
  );
}
