"use client";

import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { CohortLine, PersonAnswer } from "#src/features/people/schema.ts";
import { type GivenRole, givenRoles } from "#src/features/people/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { Select } from "#src/ui/select.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { isAddress } from "./invite-lines.ts";
import { peopleStrings as strings } from "./people-strings.ts";
import { type PersonInput, useChangePerson } from "./use-people-acts.ts";

type PersonFormProps = {
  person: PersonAnswer;
  isSelf: boolean;
  cohorts: readonly Pick<CohortLine, "id" | "name">[];
};

const noCohort = "";

type Draft = {
  name: string;
  email: string;
  role: GivenRole;
  cohortId: string;
  studentNumber: string;
  yearOfStudy: string;
};

/** What an administrator changes of a person; their own role and address are another administrator's to change. */
export function PersonForm({ person, isSelf, cohorts }: PersonFormProps) {
  const start = draftOf(person);
  const [draft, setDraft] = useState<Draft>(start);
  const [fault, setFault] = useState<Problem>();
  const save = useChangePerson(person.id);
  const isMerged = person.mergedInto !== null;
  const isStudent = draft.role === "STUDENT";
  const changed = changesOf(start, draft);
  const set = <Name extends keyof Draft>(name: Name, value: Draft[Name]) => {
    setDraft({ ...draft, [name]: value });
    setFault(undefined);
  };
  const field = (name: "name" | "email" | "studentNumber" | "yearOfStudy") => ({
    name,
    value: draft[name],
    onChange: (event: { target: { value: string } }) => set(name, event.target.value),
    error: gapOf(name, draft[name]) ?? fault?.errors.find(({ path }) => path === name)?.message,
  });
  const submit = async () => {
    const gap = (["name", "email", "yearOfStudy"] as const).find((name) => gapOf(name, draft[name]));
    if (gap) return scrollToField(gap);
    try {
      await save.mutateAsync({ body: changed, revision: person.revision });
      toast.success(strings.saved);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setFault(error);
      if (error.status === 412) toast.error(strings.changedMeanwhile);
    }
  };
  return (
    <form
      className="flex flex-col gap-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <fieldset className="grid gap-4 sm:grid-cols-2" disabled={isMerged}>
        <TextField {...field("name")} autoComplete="off" label={strings.nameLabel} maxLength={200} />
        <TextField
          {...field("email")}
          autoComplete="off"
          disabled={isSelf || isMerged}
          label={strings.email}
          maxLength={254}
          type="email"
        />
        <Select
          disabled={isSelf || isMerged}
          hint={strings.roleHint}
          label={strings.role}
          onValueChange={(role) => set("role", role)}
          options={givenRoles.map((value) => ({ value, label: strings.roleWords[value] }))}
          value={draft.role}
        />
        {isStudent ? (
          <>
            <Select
              disabled={isMerged}
              label={strings.cohort}
              onValueChange={(cohortId) => set("cohortId", cohortId)}
              options={[
                { value: noCohort, label: strings.noCohort },
                ...cohorts.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              value={draft.cohortId}
            />
            <TextField {...field("studentNumber")} label={strings.studentNumber} maxLength={40} optional />
            <TextField {...field("yearOfStudy")} inputMode="numeric" label={strings.year} maxLength={2} optional />
          </>
        ) : null}
      </fieldset>
      {fault && fault.errors.length === 0 ? (
        <Callout live title={strings.failed} tone="danger">
          {fault.detail}
        </Callout>
      ) : null}
      <Button
        className="self-start"
        disabled={isMerged || Object.keys(changed).length === 0}
        loading={save.isPending}
        type="submit"
        variant="primary"
      >
        {strings.save}
      </Button>
    </form>
  );
}

function draftOf({ name, email, role, cohortId, studentNumber, yearOfStudy }: PersonAnswer): Draft {
  return {
    name,
    email,
    role,
    cohortId: cohortId ?? noCohort,
    studentNumber: studentNumber ?? "",
    yearOfStudy: yearOfStudy === null ? "" : String(yearOfStudy),
  };
}

function gapOf(name: string, value: string): string | undefined {
  const text = value.trim();
  switch (name) {
    case "name":
      return text === "" ? strings.needed : undefined;
    case "email":
      return isAddress(text) ? undefined : strings.needed;
    case "yearOfStudy":
      return /^$|^(?:[1-9]|1\d|20)$/.test(text) ? undefined : strings.yearWrong;
    default:
      return undefined;
  }
}

/** Only what differs is sent: what somebody else changes meanwhile in another field is not put back. */
function changesOf(start: Draft, draft: Draft): PersonInput {
  const isStudent = draft.role === "STUDENT";
  const orNull = (text: string) => (text.trim() === "" ? null : text.trim());
  return {
    ...(draft.name.trim() === start.name ? {} : { name: draft.name.trim() }),
    ...(draft.email.trim() === start.email ? {} : { email: draft.email.trim() }),
    ...(draft.role === start.role ? {} : { role: draft.role }),
    ...(isStudent && draft.cohortId !== start.cohortId ? { cohortId: orNull(draft.cohortId) } : {}),
    ...(isStudent && draft.studentNumber !== start.studentNumber ? { studentNumber: orNull(draft.studentNumber) } : {}),
    ...(isStudent && draft.yearOfStudy !== start.yearOfStudy
      ? { yearOfStudy: draft.yearOfStudy.trim() === "" ? null : Number(draft.yearOfStudy) }
      : {}),
  };
}
