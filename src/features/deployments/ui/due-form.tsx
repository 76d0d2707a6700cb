"use client";

import { type ReactNode, useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { Scope } from "#src/features/deployments/schema.ts";
import { TermField } from "#src/features/schools/ui/term-field.tsx";
import { Button } from "#src/ui/button.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { Select } from "#src/ui/select.tsx";
import { strings as uiStrings } from "#src/ui/strings.ts";
import { TextField } from "#src/ui/text-field.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { actStrings } from "./act-strings.ts";
import { emptyRule, type RuleDraft, ruleFault, toDueRule } from "./rule-draft.ts";
import { RuleFields } from "./rule-fields.tsx";
import { strings } from "./strings.ts";
import { type ChangeInput, useAct } from "./use-acts.ts";
import { Fault } from "./withdraw-form.tsx";

type DueFormProps = {
  title: string;
  /** Undefined while it is not known yet whose due date it is. */
  deployment: { id: string; dueOn: string | null; effectiveOn: string } | undefined;
  /** Undefined while nobody is chosen. */
  scope: Scope | undefined;
  /** How many due dates were set by hand, where the reader is asked about them. */
  byHand: number;
  how: How;
  onClose: () => void;
  /** Fields before the others, which show their gaps once the form was sent with one. */
  children: (showsGaps: boolean) => ReactNode;
};

type How = "day" | "later" | "earlier" | "rule" | "none";
type DueDraft = { how: How; on: string; days: string; rule: RuleDraft };

const hows: { value: How; label: string }[] = [
  { value: "day", label: actStrings.toDay },
  { value: "later", label: actStrings.later },
  { value: "earlier", label: actStrings.earlier },
  { value: "rule", label: actStrings.byRule },
  { value: "none", label: actStrings.noDate },
];

/** Extends or brings forward a due date of the students in the scope. */
export function DueForm({ title, deployment, scope, byHand, how, onClose, children }: DueFormProps) {
  const [draft, setDraft] = useState<DueDraft>({ how, on: deployment?.dueOn ?? "", days: "7", rule: emptyRule });
  const [alsoByHand, setAlsoByHand] = useState(false);
  const [reason, setReason] = useState("");
  const [showsGaps, setShowsGaps] = useState(false);
  const [fault, setFault] = useState<Problem>();
  const [key] = useState(newIdempotencyKey);
  const act = useAct();
  const change = (part: Partial<DueDraft>) => setDraft({ ...draft, ...part });
  const gap = gapOf(draft);
  const submit = async () => {
    setShowsGaps(true);
    setFault(undefined);
    if (gap) return scrollToField(gap);
    if (!scope || !deployment) return;
    try {
      const body: ChangeInput = {
        due: { scope, ...dueOf(draft), alsoByHand, ...(reason.trim() === "" ? {} : { reason: reason.trim() }) },
      };
      await act.mutateAsync({ kind: "change", deploymentId: deployment.id, key, body });
      onClose();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setFault(error);
    }
  };
  const isDays = draft.how === "later" || draft.how === "earlier";
  return (
    <Dialog
      description={actStrings.dueHelp}
      footer={
        <>
          <DialogClose>
            <Button>{uiStrings.cancel}</Button>
          </DialogClose>
          {deployment ? (
            <Button loading={act.isPending} onClick={() => void submit()} variant="primary">
              {actStrings.save}
            </Button>
          ) : null}
        </>
      }
      onOpenChange={(open) => open || onClose()}
      open
      size="lg"
      title={title}
    >
      <div className="flex flex-col gap-5">
        {children(showsGaps)}
        {deployment ? (
          <>
            <div className="grid items-start gap-4 sm:grid-cols-2">
              <Select
                label={actStrings.dueHow}
                onValueChange={(how) => change({ how })}
                options={hows}
                value={draft.how}
              />
              {draft.how === "day" ? (
                <>
                  <TextField
                    className="sm:col-start-1"
                    error={showsGaps && gap === "newDay" ? strings.dateWrong : undefined}
                    hint={strings.dueHint}
                    label={actStrings.newDay}
                    min={deployment?.effectiveOn}
                    name="newDay"
                    onChange={(event) => change({ on: event.target.value })}
                    type="date"
                    value={draft.on}
                  />
                  <TermField endsOn={draft.on} onChoose={({ endsOn }) => change({ on: endsOn })} />
                </>
              ) : null}
              {isDays ? (
                <TextField
                  error={showsGaps && gap === "moveDays" ? actStrings.wrongDays : undefined}
                  inputMode="numeric"
                  label={actStrings.byDays}
                  name="moveDays"
                  onChange={(event) => change({ days: event.target.value })}
                  value={draft.days}
                />
              ) : null}
            </div>
            {draft.how === "rule" ? (
              <RuleFields
                fault={showsGaps ? ruleFault(draft.rule) : undefined}
                onChange={(rule) => change({ rule })}
                rule={draft.rule}
              />
            ) : null}
            {byHand > 0 ? (
              <Checkbox
                checked={alsoByHand}
                hint={actStrings.alsoByHandHint}
                label={actStrings.alsoByHand(byHand)}
                onChange={(event) => setAlsoByHand(event.target.checked)}
              />
            ) : null}
            <Textarea
              hint={actStrings.reasonHint}
              label={actStrings.reasonOptional}
              maxLength={2000}
              name="reason"
              onChange={(event) => setReason(event.target.value)}
              optional
              rows={2}
              value={reason}
            />
          </>
        ) : null}
        <Fault fault={fault} />
      </div>
    </Dialog>
  );
}

function gapOf({ how, on, days, rule }: DueDraft): string | undefined {
  if (how === "day") return on === "" ? "newDay" : undefined;
  if (how === "later" || how === "earlier") return /^[1-9]\d{0,3}$/.test(days.trim()) ? undefined : "moveDays";
  if (how !== "rule") return undefined;
  const fault = ruleFault(rule);
  return fault && (fault === "rotation" ? "dueRotation" : "dueCount");
}

function dueOf({ how, on, days, rule }: DueDraft) {
  switch (how) {
    case "day":
      return { dueDate: on };
    case "none":
      return { dueDate: null };
    case "rule":
      return { dueRule: toDueRule(rule) };
    case "later":
      return { moveByDays: Number(days) };
    case "earlier":
      return { moveByDays: -Number(days) };
  }
}
