"use client";

import { useQuery } from "@tanstack/react-query";
import { type DueFrom, dueFroms, isRotationDue } from "#src/features/deployments/values.ts";
import { rotationsQuery } from "#src/features/rotations/ui/rotation-queries.ts";
import { Select } from "#src/ui/select.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import type { RuleDraft, RuleFault } from "./rule-draft.ts";
import { ruleStrings } from "./rule-strings.ts";

type RuleFieldsProps = { rule: RuleDraft; onChange: (rule: RuleDraft) => void; fault: RuleFault | undefined };

/** "2 weeks before the placement ends, in the medical ward": a due date relative to each student. */
export function RuleFields({ rule, onChange, fault }: RuleFieldsProps) {
  const change = (part: Partial<RuleDraft>) => onChange({ ...rule, ...part });
  const isRotation = isRotationDue(rule.from);
  return (
    <div className="flex flex-col gap-4">
      <div className="grid grid-cols-2 items-start gap-3 sm:grid-cols-[6rem_8rem_minmax(0,1fr)]">
        <TextField
          error={fault === "count" ? ruleStrings.wrongCount : undefined}
          inputMode="numeric"
          label={ruleStrings.count}
          name="dueCount"
          onChange={(event) => change({ count: event.target.value })}
          value={rule.count}
        />
        <Select
          label={ruleStrings.unit}
          onValueChange={(unit) => change({ unit })}
          options={ruleStrings.units}
          value={rule.unit}
        />
        <Select<`${DueFrom}:${"after" | "before"}`>
          className="max-sm:col-span-2"
          label={ruleStrings.from}
          onValueChange={(value) => {
            const from = dueFroms.find((each) => value.startsWith(`${each}:`));
            if (from) change({ from, isBefore: value.endsWith(":before") });
          }}
          options={ruleStrings.froms}
          value={`${rule.from}:${isRotation && rule.isBefore ? "before" : "after"}`}
        />
      </div>
      {isRotation ? (
        <RotationField
          error={fault === "rotation" ? ruleStrings.needsRotation : undefined}
          onChange={(rotationId) => change({ rotationId })}
          value={rule.rotationId}
        />
      ) : (
        <p className="text-sm text-pretty text-muted">
          {rule.from === "START" ? ruleStrings.startHelp : ruleStrings.effectiveHelp}
        </p>
      )}
    </div>
  );
}

type RotationFieldProps = { value: string | null; onChange: (id: string) => void; error: string | undefined };

function RotationField({ value, onChange, error }: RotationFieldProps) {
  const rotations = useQuery(rotationsQuery());
  const options = (rotations.data?.items ?? []).map(({ id, name, site }) => ({
    value: id,
    label: `${name}, ${site}`,
  }));
  return (
    <Select
      error={error ?? (rotations.isError ? ruleStrings.rotationsFailed : undefined)}
      hint={ruleStrings.rotationHelp}
      label={ruleStrings.rotation}
      name="dueRotation"
      onValueChange={onChange}
      options={options}
      value={options.some((option) => option.value === value) ? value : null}
    />
  );
}
