"use client";

import { useState } from "react";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./admin-strings.ts";
import { addPeople, provideCohort } from "./first-hour-queries.ts";
import { readPasted } from "./pasted-people.ts";
import { useStep } from "./use-step.ts";

/** A program, a cohort, and the first people, pasted. */
export function PeopleStep() {
  const [values, setValues] = useState({ program: "", cohort: "", students: "", supervisors: "" });
  const [showsGaps, setShowsGaps] = useState(false);
  const [refusals, setRefusals] = useState<string[]>([]);
  const { isBusy, fault, run } = useStep();
  const students = readPasted(values.students);
  const supervisors = readPasted(values.supervisors);

  const errors = {
    program: values.program.trim() === "" ? strings.needed : undefined,
    cohort: values.cohort.trim() === "" ? strings.needed : undefined,
    students: faultOf(students),
    supervisors: faultOf(supervisors),
  };
  const errorOf = (name: keyof typeof errors) => (showsGaps ? errors[name] : undefined);
  const field = (name: keyof typeof values) => ({
    name,
    value: values[name],
    error: errorOf(name),
    onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }),
  });

  const add = async () => {
    setShowsGaps(true);
    if (Object.values(errors).some((error) => error !== undefined)) return;
    await run(async () => {
      const cohortId = await provideCohort(values.program.trim(), values.cohort.trim());
      const items = await addPeople([
        ...supervisors.people.map((person) => ({ ...person, role: "CLINICAL_SUPERVISOR" as const })),
        ...students.people.map((person) => ({ ...person, role: "STUDENT" as const, cohortId })),
      ]);
      setRefusals(
        items.flatMap(({ email, outcome, detail = "" }) =>
          outcome === "refused" ? [strings.refused(email, detail)] : [],
        ),
      );
      const added = items.filter(({ outcome }) => outcome === "invited").length;
      if (added > 0) toast.success(strings.peopleAdded(added));
    });
  };

  return (
    <form
      className="flex flex-col gap-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <div className="grid gap-4 md:grid-cols-2">
        <TextField {...field("program")} label={strings.program} placeholder={strings.programExample} />
        <TextField {...field("cohort")} label={strings.cohort} placeholder={strings.cohortExample} />
      </div>
      <Textarea
        {...field("students")}
        hint={strings.studentsHint}
        label={strings.students}
        placeholder={strings.example}
        rows={4}
      />
      <Textarea {...field("supervisors")} hint={strings.supervisorsHint} label={strings.supervisors} rows={2} />
      {fault || refusals.length > 0 ? (
        <Callout live tone="danger">
          {fault}
          {refusals.map((words) => (
            <span className="block" key={words}>
              {words}
            </span>
          ))}
        </Callout>
      ) : null}
      <div>
        <Button loading={isBusy} type="submit" variant="primary">
          {strings.addPeople}
        </Button>
      </div>
    </form>
  );
}

function faultOf({ people, faults }: ReturnType<typeof readPasted>): string | undefined {
  const [first] = faults;
  if (first) return strings.lineFault(first.line, first.text);
  return people.length === 0 ? strings.needed : undefined;
}
