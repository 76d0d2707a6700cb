"use client";

import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import { addDays } from "#src/lib/day.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { FieldError } from "#src/ui/field.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./admin-strings.ts";
import { peopleQuery, placeStudents } from "./first-hour-queries.ts";
import { useStep } from "./use-step.ts";

type Named = { id: string; name: string };

/** A first rotation with its students and supervisors; all students are chosen, since there are few yet. */
export function PlacementStep() {
  const people = useQuery(peopleQuery());
  return (
    <QueryContent query={people} skeleton={<Skeleton className="h-64" />}>
      {({ students, supervisors }) => <PlacementForm students={students} supervisors={supervisors} />}
    </QueryContent>
  );
}

const weeks = 14;

function PlacementForm({ students, supervisors }: { students: readonly Named[]; supervisors: readonly Named[] }) {
  const { schoolDay } = useDates();
  const [values, setValues] = useState({
    name: "",
    site: "",
    unit: "",
    startsOn: schoolDay,
    endsOn: addDays(schoolDay, weeks * 7),
  });
  const [studentIds, setStudentIds] = useState<ReadonlySet<string>>(() => new Set(students.map(({ id }) => id)));
  const [supervisorIds, setSupervisorIds] = useState<ReadonlySet<string>>(
    () => new Set(supervisors.slice(0, 1).map(({ id }) => id)),
  );
  const [showsGaps, setShowsGaps] = useState(false);
  // Made once, also where placing fails afterwards.
  const rotationId = useRef<string>(undefined);
  const { isBusy, fault, run } = useStep();

  const field = (name: keyof typeof values) => ({
    name,
    value: values[name],
    error: showsGaps && values[name].trim() === "" ? strings.needed : undefined,
    onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }),
  });

  const place = async () => {
    setShowsGaps(true);
    const hasGaps = Object.values(values).some((value) => value.trim() === "");
    if (hasGaps || studentIds.size === 0 || supervisorIds.size === 0) return;
    await run(async () => {
      const rotation = { ...values, name: values.name.trim(), site: values.site.trim(), unit: values.unit.trim() };
      const given = { rotation, studentIds: [...studentIds], supervisorIds: [...supervisorIds] };
      rotationId.current = await placeStudents(given, rotationId.current);
      toast.success(strings.placed);
    });
  };

  return (
    <form
      className="flex flex-col gap-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void place();
      }}
    >
      <div className="grid gap-4 md:grid-cols-3">
        <TextField {...field("name")} label={strings.rotation} placeholder={strings.rotationExample} />
        <TextField {...field("site")} label={strings.site} />
        <TextField {...field("unit")} label={strings.unit} />
      </div>
      <div className="grid grid-cols-2 gap-4 md:grid-cols-3">
        <TextField {...field("startsOn")} label={strings.from} type="date" />
        <TextField {...field("endsOn")} label={strings.to} type="date" />
      </div>
      <People
        chosen={supervisorIds}
        error={showsGaps && supervisorIds.size === 0 ? strings.choose : undefined}
        label={strings.supervisors}
        onChange={setSupervisorIds}
        people={supervisors}
      />
      <People
        chosen={studentIds}
        error={showsGaps && studentIds.size === 0 ? strings.choose : undefined}
        label={strings.students}
        onChange={setStudentIds}
        people={students}
      />
      {fault ? (
        <Callout live tone="danger">
          {fault}
        </Callout>
      ) : null}
      <div>
        <Button loading={isBusy} type="submit" variant="primary">
          {strings.place}
        </Button>
      </div>
    </form>
  );
}

type PeopleProps = {
  label: string;
  people: readonly Named[];
  chosen: ReadonlySet<string>;
  error: string | undefined;
  onChange: (chosen: ReadonlySet<string>) => void;
};

function People({ label, people, chosen, error, onChange }: PeopleProps) {
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChange(next);
  };
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      <div className="grid max-h-52 gap-x-4 gap-y-1.5 overflow-y-auto rounded-ctl border border-border p-3 sm:grid-cols-2">
        {people.map(({ id, name }) => (
          <Checkbox checked={chosen.has(id)} key={id} label={name} onChange={() => toggle(id)} />
        ))}
      </div>
      <FieldError id={undefined}>{error}</FieldError>
    </fieldset>
  );
}
