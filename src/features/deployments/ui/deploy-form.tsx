"use client";

import { useRef, useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import { dueRuleWords } from "#src/features/deployments/values.ts";
import { TermField } from "#src/features/schools/ui/term-field.tsx";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { RadioGroup } from "#src/ui/radio-group.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { TextField } from "#src/ui/text-field.tsx";
import { type Cohort, countStudents, type DeployDraft, faultsOf, toDeployBody } from "./deploy-draft.ts";
import { DeployPreview } from "./deploy-preview.tsx";
import { DeployTargets } from "./deploy-targets.tsx";
import { deploymentPages } from "./deployment-paths.ts";
import { useDeploy } from "./deployment-queries.ts";
import { listStrings } from "./list-strings.ts";
import { emptyRule, toDueRule } from "./rule-draft.ts";
import { RuleFields } from "./rule-fields.tsx";
import { strings } from "./strings.ts";

type DeployFormProps = {
  framework: { id: string; name: string; competencies: number };
  cohorts: readonly Cohort[];
  draft: DeployDraft;
  onDraftChange: (draft: DeployDraft) => void;
  /** The administrator's calendar day. */
  today: string;
  onDeployed: (deploymentId: string) => void;
};

/** Who and when, with one sentence that states the effect before the deployment starts. */
export function DeployForm({ framework, cohorts, draft, onDraftChange, today, onDeployed }: DeployFormProps) {
  const { mutateAsync } = useDeploy();
  const act = useRef<{ body: string; key: string }>(undefined);
  const [showsFaults, setShowsFaults] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const [fault, setFault] = useState<Problem>();

  const faults = faultsOf(draft, today);
  const shownFaults = showsFaults ? faults : {};
  const students = countStudents(draft, cohorts);
  const hasTargets = draft.programIds.length + draft.cohortIds.length + draft.students.length > 0;
  const change = (part: Partial<DeployDraft>) => onDraftChange({ ...draft, ...part });

  const ask = () => {
    setShowsFaults(true);
    const gap = (["who", "effectiveOn", "dueOn", "rule"] as const).find((name) => faults[name]);
    if (gap) scrollToField(gap === "rule" ? (faults.rule === "rotation" ? "dueRotation" : "dueCount") : gap);
    else setConfirming(true);
  };
  const deploy = async () => {
    const body = toDeployBody(framework.id, draft, cohorts, today);
    // The same choice uses the same key: a second press after a lost answer repeats the first and deploys once.
    const text = JSON.stringify(body);
    if (act.current?.body !== text) act.current = { body: text, key: newIdempotencyKey() };
    setFault(undefined);
    try {
      onDeployed((await mutateAsync({ body, key: act.current.key })).deploymentId);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setFault(error);
    }
  };

  return (
    <form
      className="flex flex-col gap-5"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      {fault ? (
        <Callout live title={strings.failed} tone="danger">
          <p>{[fault.detail, ...fault.errors.map((each) => each.message)].join(" ")}</p>
          <p>{strings.failedSafe2}</p>
        </Callout>
      ) : null}
      <DeployTargets
        cohorts={cohorts}
        draft={draft}
        error={shownFaults.who ? strings.nobodyChosen : undefined}
        onChange={change}
      />
      <Card>
        <CardHeader title={strings.when} />
        <CardBody className="flex flex-col gap-5 pt-0">
          <TextField
            className="sm:max-w-72"
            error={wordsOf(shownFaults.effectiveOn, strings.dateTooEarly)}
            hint={strings.effectiveHint}
            label={listStrings.from}
            min={today}
            name="effectiveOn"
            onChange={(event) => change({ effectiveOn: event.target.value })}
            type="date"
            value={draft.effectiveOn}
          />
          <RadioGroup
            inline
            label={strings.dueHow}
            onValueChange={(how) => change({ rule: how === "rule" ? emptyRule : null })}
            options={[
              { value: "day", label: strings.dueSame },
              { value: "rule", label: strings.dueRelative },
            ]}
            value={draft.rule ? "rule" : "day"}
          />
          {draft.rule ? (
            <RuleFields fault={shownFaults.rule} onChange={(rule) => change({ rule })} rule={draft.rule} />
          ) : (
            <div className="flex items-start gap-4 max-sm:flex-col">
              <TextField
                className="w-full sm:max-w-72"
                error={wordsOf(shownFaults.dueOn, strings.dueTooEarly)}
                hint={strings.dueHint}
                label={listStrings.due}
                min={draft.effectiveOn || today}
                name="dueOn"
                onChange={(event) => change({ dueOn: event.target.value })}
                optional
                type="date"
                value={draft.dueOn}
              />
              <TermField
                className="w-full sm:max-w-72"
                endsOn={draft.dueOn}
                onChoose={({ endsOn }) => change({ dueOn: endsOn })}
              />
            </div>
          )}
          <Checkbox
            checked={draft.notifies}
            hint={strings.notifyHint}
            label={strings.notify}
            onChange={(event) => change({ notifies: event.target.checked })}
          />
          <Checkbox
            checked={draft.deprecatedToo}
            hint={strings.deprecatedTooHint}
            label={strings.deprecatedToo}
            onChange={(event) => change({ deprecatedToo: event.target.checked })}
          />
        </CardBody>
      </Card>
      <DeployPreview
        body={hasTargets ? toDeployBody(framework.id, draft, cohorts, today) : null}
        competencies={framework.competencies}
        isFaulty={faults.effectiveOn !== undefined || faults.dueOn !== undefined || faults.rule !== undefined}
      />
      <div className="flex justify-end gap-2 max-md:flex-col-reverse">
        <LinkButton className="max-md:h-12" href={deploymentPages.framework(framework.id)}>
          {strings.back}
        </LinkButton>
        <Button className="max-md:h-12" type="submit" variant="primary">
          {strings.deploy}
        </Button>
      </div>
      <Confirm
        draft={draft}
        name={framework.name}
        onConfirm={deploy}
        onOpenChange={setConfirming}
        open={confirming}
        students={students}
        today={today}
      />
    </form>
  );
}

function wordsOf(fault: "early" | "wrong" | undefined, early: string): string | undefined {
  if (!fault) return undefined;
  return fault === "early" ? early : strings.dateWrong;
}

type ConfirmProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  name: string;
  draft: DeployDraft;
  students: number;
  today: string;
  onConfirm: () => Promise<void>;
};

/** Hundreds of assignments and messages cannot be undone, so the deployment must be confirmed. */
function Confirm({ open, onOpenChange, name, draft, students, today, onConfirm }: ConfirmProps) {
  const dates = useDates();
  const start = draft.effectiveOn > today ? strings.whenFrom(dates.longDay(draft.effectiveOn)) : strings.whenNow;
  const when = draft.rule
    ? strings.whenRule(start, dueRuleWords(toDueRule(draft.rule)))
    : draft.dueOn === ""
      ? start
      : strings.whenDue(start, dates.longDay(draft.dueOn));
  return (
    <AlertDialog
      actionLabel={strings.deploy}
      description={[strings.confirmHelp(name, when), ...(draft.notifies ? [strings.confirmNotify] : [])].join(" ")}
      onAction={onConfirm}
      onOpenChange={onOpenChange}
      open={open}
      title={strings.confirmTitle(students)}
      tone="primary"
    />
  );
}
