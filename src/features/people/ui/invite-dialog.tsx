"use client";

import { useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { CohortLine, InviteAnswer } from "#src/features/people/schema.ts";
import { type GivenRole, givenRoles } from "#src/features/people/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { Segmented } from "#src/ui/segmented.tsx";
import { Select } from "#src/ui/select.tsx";
import { strings as uiStrings } from "#src/ui/strings.ts";
import { TextField } from "#src/ui/text-field.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { toast } from "#src/ui/toast.tsx";
import { isAddress, mostLines, readLines } from "./invite-lines.ts";
import { peopleStrings as strings } from "./people-strings.ts";
import { type InviteInput, useInvitePeople } from "./use-people-acts.ts";

export type InviteDialogProps = {
  open: boolean;
  onClose: () => void;
  cohorts: readonly Pick<CohortLine, "id" | "name">[];
};

/** Invites one person, or as many as are pasted. */
export function InviteDialog({ open, ...rest }: InviteDialogProps) {
  return open ? <InviteForm {...rest} /> : null;
}

const noCohort = "";
const empty = { name: "", email: "", studentNumber: "", lines: "" };

function InviteForm({ onClose, cohorts }: Omit<InviteDialogProps, "open">) {
  const [mode, setMode] = useState<"one" | "several">("one");
  const [words, setWords] = useState(empty);
  const [role, setRole] = useState<GivenRole>("STUDENT");
  const [cohortId, setCohortId] = useState(noCohort);
  const [send, setSend] = useState(true);
  const [showsGaps, setShowsGaps] = useState(false);
  const [fault, setFault] = useState<Problem>();
  const [refused, setRefused] = useState<InviteAnswer["items"]>([]);
  const [key, setKey] = useState(newIdempotencyKey);
  const invite = useInvitePeople();
  const touched = () => {
    setFault(undefined);
    setKey(newIdempotencyKey());
  };
  const change = (name: keyof typeof empty) => (event: { target: { value: string } }) => {
    setWords({ ...words, [name]: event.target.value });
    touched();
  };

  const { people: pasted, badLine } = readLines(words.lines);
  const isOne = mode === "one";
  const gaps = {
    name: isOne && words.name.trim() === "" ? strings.needed : undefined,
    email: isOne && !isAddress(words.email.trim()) ? strings.needed : undefined,
    lines: isOne ? undefined : faultOfLines(pasted.length, badLine),
  };
  const errorOf = (name: keyof typeof gaps) =>
    (showsGaps ? gaps[name] : undefined) ?? fault?.errors.find(({ path }) => path.endsWith(`.${name}`))?.message;

  const submit = async () => {
    setShowsGaps(true);
    const gap = (["name", "email", "lines"] as const).find((name) => gaps[name] !== undefined);
    if (gap) return scrollToField(gap);
    const place = { role, ...(role === "STUDENT" && cohortId !== noCohort ? { cohortId } : {}) };
    const number = words.studentNumber.trim();
    const people: InviteInput["people"] = isOne
      ? [
          {
            ...place,
            name: words.name.trim(),
            email: words.email.trim(),
            ...(role === "STUDENT" && number !== "" ? { studentNumber: number } : {}),
          },
        ]
      : pasted.map(({ name, email }) => ({ ...place, name, email }));
    try {
      const { items } = await invite.mutateAsync({ key, body: { people, send } });
      const invited = items.filter(({ outcome }) => outcome === "invited").length;
      const others = items.filter(({ outcome }) => outcome !== "invited");
      if (invited > 0) toast.success(send ? strings.invitedToast(invited) : strings.addedToast(invited));
      if (others.length === 0) return onClose();
      setRefused(others);
      setKey(newIdempotencyKey());
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setFault(error);
    }
  };

  return (
    <Dialog
      footer={
        <>
          <DialogClose>
            <Button>{uiStrings.cancel}</Button>
          </DialogClose>
          <Button loading={invite.isPending} onClick={() => void submit()} variant="primary">
            {strings.sendInvite(isOne ? 1 : pasted.length)}
          </Button>
        </>
      }
      onOpenChange={(next) => next || onClose()}
      open
      size="lg"
      title={strings.inviteTitle}
    >
      <div className="flex flex-col gap-4">
        <Segmented
          label={strings.oneOrMany}
          onValueChange={setMode}
          options={[
            { value: "one", label: strings.onePerson },
            { value: "several", label: strings.severalPeople },
          ]}
          value={mode}
        />
        {isOne ? (
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              autoComplete="off"
              error={errorOf("name")}
              label={strings.nameLabel}
              maxLength={200}
              name="name"
              onChange={change("name")}
              value={words.name}
            />
            <TextField
              autoComplete="off"
              error={errorOf("email")}
              label={strings.email}
              maxLength={254}
              name="email"
              onChange={change("email")}
              type="email"
              value={words.email}
            />
          </div>
        ) : (
          <Textarea
            error={errorOf("lines")}
            hint={strings.linesHint}
            label={strings.lines}
            name="lines"
            onChange={change("lines")}
            placeholder={strings.linesPlaceholder}
            rows={6}
            value={words.lines}
          />
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          <Select
            label={strings.inviteAs}
            onValueChange={(value) => {
              setRole(value);
              touched();
            }}
            options={givenRoles.map((value) => ({ value, label: strings.roleWords[value] }))}
            value={role}
          />
          {role === "STUDENT" ? (
            <Select
              label={strings.cohort}
              onValueChange={(value) => {
                setCohortId(value);
                touched();
              }}
              options={[
                { value: noCohort, label: strings.noCohort },
                ...cohorts.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              value={cohortId}
            />
          ) : null}
          {isOne && role === "STUDENT" ? (
            <TextField
              label={strings.studentNumber}
              maxLength={40}
              onChange={change("studentNumber")}
              optional
              value={words.studentNumber}
            />
          ) : null}
        </div>
        <Checkbox
          checked={send}
          hint={strings.sendNowHint}
          label={strings.sendNow}
          onChange={(event) => {
            setSend(event.target.checked);
            touched();
          }}
        />
        {refused.length > 0 ? (
          <Callout live title={strings.notAll} tone="warning">
            <ul className="list-disc ps-5">
              {refused.map(({ email, outcome, detail }) => (
                <li key={`${email} ${detail}`}>
                  {email}: {outcome === "already_there" ? strings.alreadyThere : detail}
                </li>
              ))}
            </ul>
          </Callout>
        ) : null}
        {fault ? (
          <Callout live title={strings.failed} tone="danger">
            {fault.detail}
          </Callout>
        ) : null}
      </div>
    </Dialog>
  );
}

function faultOfLines(count: number, badLine: number | undefined): string | undefined {
  if (badLine !== undefined) return strings.badLine(badLine);
  if (count === 0) return strings.needed;
  return count > mostLines ? strings.tooMany : undefined;
}
