"use client";

import { useId } from "react";
import type { EditCompetency } from "#src/features/frameworks/editing/schema.ts";
import { type RenewalWay, renewalWays } from "#src/features/progress/values.ts";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { Select } from "#src/ui/select.tsx";
import { TaskFold } from "#src/ui/task-fold.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { useEditor, useItemEdits } from "./editor-context.ts";
import { strings } from "./editor-strings.ts";
import { type CompetencyProps, CountField, PutBack } from "./field-parts.tsx";
import { JudgedSection } from "./judged-section.tsx";
import { beforeOf } from "./marks.ts";
import { neededWords } from "./worked-example.ts";

const levels = ["FUNDAMENTAL", "INTERMEDIATE", "ADVANCED", "EXPERT"] as const;
const validities = [6, 12, 24, 36, 60] as const;

/** Everything of one competency but its rubric. */
export function CompetencyForm({ item, competency, scale }: CompetencyProps) {
  const { faultOf } = useEditor();
  const { setItem, setStatement, setCompetency } = useItemEdits(item.id);
  return (
    <div className="divide-y divide-separator [&>*]:px-5 [&>*]:py-5 max-md:[&>*]:px-4">
      <div className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-[minmax(0,8rem)_minmax(0,1fr)]">
          <TextField
            label={strings.code}
            maxLength={500}
            name="code"
            onChange={(event) => setItem({ code: event.target.value === "" ? null : event.target.value })}
            optional
            value={item.code ?? ""}
          />
          <TextField
            error={faultOf(item.id, "shortName")}
            label={strings.shortName}
            maxLength={22}
            name="shortName"
            onChange={(event) => setCompetency({ shortName: event.target.value === "" ? null : event.target.value })}
            optional
            value={competency.shortName ?? ""}
          />
        </div>
        <Textarea
          error={faultOf(item.id, "statement")}
          label={strings.statement}
          maxLength={4_000}
          name="statement"
          onChange={(event) => setStatement(event.target.value)}
          rows={2}
          value={competency.name}
        />
        {competency.category === null ? null : (
          <TextField
            label={strings.ownCategory}
            maxLength={2_000}
            onChange={(event) => setCompetency({ category: event.target.value === "" ? null : event.target.value })}
            value={competency.category}
          />
        )}
        <div className="grid grid-cols-2 items-end gap-4 sm:grid-cols-3">
          <Select
            label={strings.level}
            onValueChange={(level) => setCompetency({ level })}
            options={levels.map((value) => ({ value, label: strings.levels[value] }))}
            value={competency.level}
          />
          <Select
            label={strings.validFor}
            onValueChange={(value) => setCompetency({ validityMonths: value === "none" ? null : Number(value) })}
            options={validityOptions(competency.validityMonths)}
            value={String(competency.validityMonths ?? "none")}
          />
          <Checkbox
            checked={competency.isRequired}
            className="pb-2.5 touch:pb-0"
            label={strings.required}
            onChange={(event) => setCompetency({ isRequired: event.target.checked })}
          />
        </div>
        <Was item={competency} />
        {competency.validityMonths === null ? null : <RenewalField competency={competency} itemId={item.id} />}
      </div>
      <JudgedSection competency={competency} item={item} key={item.id} scale={scale} />
      <EvidenceNeeded competency={competency} item={item} scale={scale} />
      <MoreFields competency={competency} item={item} />
    </div>
  );
}

function MoreFields({ item, competency }: Pick<CompetencyProps, "item" | "competency">) {
  const { setItem, setCompetency } = useItemEdits(item.id);
  return (
    <div className="-mx-5 max-md:-mx-4">
      <TaskFold mustOpen={false} title={strings.more}>
        <div className="flex flex-col gap-4">
          <Textarea
            label={strings.description}
            maxLength={20_000}
            onChange={(event) => setCompetency({ description: event.target.value })}
            optional
            value={competency.description}
          />
          <Checkbox
            checked={competency.needsApproval}
            label={strings.needsApproval}
            onChange={(event) => setCompetency({ needsApproval: event.target.checked })}
          />
          <Checkbox
            checked={competency.needsCountersignature}
            label={strings.needsCountersignature}
            onChange={(event) => setCompetency({ needsCountersignature: event.target.checked })}
          />
          <Textarea
            hint={strings.editorNoteHint}
            label={strings.editorNote}
            maxLength={10_000}
            onChange={(event) => setItem({ editorNote: event.target.value === "" ? null : event.target.value })}
            optional
            value={item.editorNote ?? ""}
          />
        </div>
      </TaskFold>
    </div>
  );
}

function validityOptions(current: number | null) {
  const months = [...new Set([...validities, ...(current === null ? [] : [current])])].sort(
    (one, other) => one - other,
  );
  return [
    { value: "none", label: strings.forever },
    ...months.map((value) => ({ value: String(value), label: strings.months(value) })),
  ];
}

function RenewalField({ competency, itemId }: { competency: EditCompetency; itemId: string }) {
  const id = useId();
  const { setCompetency } = useItemEdits(itemId);
  const toggle = (way: RenewalWay, isOn: boolean) => {
    const next = renewalWays.filter((one) => (one === way ? isOn : competency.renewalWays.includes(one)));
    // The last way stays: without one, nothing would make it count again.
    if (next.length > 0) setCompetency({ renewalWays: next });
  };
  return (
    <fieldset aria-describedby={`${id}-hint`} className="flex flex-col gap-2">
      <legend className="text-sm font-medium">{strings.renewal}</legend>
      <p className="-mt-1 text-sm text-muted" id={`${id}-hint`}>
        {strings.renewalHint}
      </p>
      {renewalWays.map((way) => (
        <Checkbox
          checked={competency.renewalWays.includes(way)}
          key={way}
          label={strings.renewalWays[way]}
          onChange={(event) => toggle(way, event.target.checked)}
        />
      ))}
    </fieldset>
  );
}

function EvidenceNeeded({ item, competency, scale }: CompetencyProps) {
  const { setCompetency } = useItemEdits(item.id);
  return (
    <div>
      <h3 className="text-md font-semibold">{strings.evidence}</h3>
      <div className="mt-3 grid grid-cols-3 items-end gap-4">
        <CountField
          label={strings.observations}
          onChange={(requiredObservations) => setCompetency({ requiredObservations })}
          value={competency.requiredObservations}
        />
        <CountField
          label={strings.evaluators}
          onChange={(requiredEvaluators) => setCompetency({ requiredEvaluators })}
          value={competency.requiredEvaluators}
        />
        <CountField
          label={strings.days}
          onChange={(requiredDays) => setCompetency({ requiredDays })}
          value={competency.requiredDays}
        />
      </div>
      {scale ? (
        <p aria-live="polite" className="num mt-3 text-base text-muted">
          {strings.inWords(neededWords(competency, scale))}
        </p>
      ) : null}
    </div>
  );
}

/** How level, validity and whether it is required were in the version before. */
function Was({ item }: { item: EditCompetency }) {
  const { before, draft } = useEditor();
  const was = before ? beforeOf(item, before.items) : undefined;
  const owner = draft.items.find(({ competency }) => competency?.id === item.id);
  if (!before || !was || !owner) return null;
  const differs: { text: string; change: Partial<EditCompetency> }[] = [];
  if (was.level !== item.level) differs.push({ text: strings.levels[was.level], change: { level: was.level } });
  if (was.validityMonths !== item.validityMonths) {
    const text = was.validityMonths === null ? strings.forever : strings.months(was.validityMonths);
    differs.push({ text, change: { validityMonths: was.validityMonths } });
  }
  if (was.isRequired !== item.isRequired) {
    differs.push({
      text: was.isRequired ? strings.requiredWord : strings.optionalWord,
      change: { isRequired: was.isRequired },
    });
  }
  return differs.map(({ text, change }) => (
    <PutBack change={change} itemId={owner.id} key={text}>
      {strings.was(text, before.version)}
    </PutBack>
  ));
}
