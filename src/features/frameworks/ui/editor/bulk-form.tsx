"use client";

import { Trash2 } from "lucide-react";
import {
  type CompetencyChange,
  changeCompetencies,
  methodsOf,
  moveTo,
  topmost,
} from "#src/features/frameworks/editing/draft.ts";
import type { EditCompetency, EditItem } from "#src/features/frameworks/editing/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { Select } from "#src/ui/select.tsx";
import { nameOf, titleOf, useEditor } from "./editor-context.ts";
import { strings } from "./editor-strings.ts";
import { targetWords } from "./judged-section.tsx";

const levels = ["FUNDAMENTAL", "INTERMEDIATE", "ADVANCED", "EXPERT"] as const;
const validities = [null, 6, 12, 24, 36, 60] as const;

export type BulkFormProps = {
  chosen: readonly EditItem[];
  onRemove: () => void;
  onClear: () => void;
};

/** One choice for several competencies at once; each is a step that can be undone. */
export function BulkForm({ chosen, onRemove, onClear }: BulkFormProps) {
  const { draft, scales, edit, say } = useEditor();
  const competencies = chosen.flatMap(({ competency }) => (competency ? [competency] : []));
  const ids = chosen.filter(({ competency }) => competency !== null).map(({ id }) => id);
  const set = (change: CompetencyChange) => {
    edit((items) => changeCompetencies(items, ids, change, scales));
    say(strings.changedSeveral(ids.length));
  };
  const scaleId = common(competencies, ({ ratingScaleId }) => ratingScaleId);
  const scale = scales.find(({ id }) => id === scaleId);
  const categories = draft.items.filter(({ kind }) => kind === "CATEGORY");
  const move = (value: string) => {
    const parentId = value === "top" ? null : value;
    const index = draft.items.filter((item) => item.parentId === parentId).length;
    edit((items) =>
      moveTo(
        items,
        topmost(
          items,
          chosen.map(({ id }) => id),
        ),
        { parentId, index },
      ),
    );
  };
  return (
    <Card aria-labelledby="several-title">
      <CardHeader
        actions={
          <Button className="-me-3.5" onClick={onClear} variant="ghost">
            {strings.clearChoice}
          </Button>
        }
        description={strings.severalHelp(ids.length)}
        divided
        title={strings.several(chosen.length)}
        titleId="several-title"
      />
      <CardBody className="grid gap-4 sm:grid-cols-2">
        <Select
          label={strings.level}
          onValueChange={(level) => set({ level })}
          options={levels.map((value) => ({ value, label: strings.levels[value] }))}
          placeholder={strings.unchanged}
          value={common(competencies, ({ level }) => level)}
        />
        <Select
          label={strings.required}
          onValueChange={(value) => set({ isRequired: value === "yes" })}
          options={[
            { value: "yes", label: strings.requiredWord },
            { value: "no", label: strings.optionalWord },
          ]}
          placeholder={strings.unchanged}
          value={common(competencies, ({ isRequired }) => (isRequired ? "yes" : "no"))}
        />
        <Select
          className="sm:col-span-2"
          label={strings.scale}
          onValueChange={(ratingScaleId) => set({ ratingScaleId })}
          options={scales.map(({ id, name }) => ({ value: id, label: name }))}
          placeholder={strings.unchanged}
          value={scaleId}
        />
        {scale && scale.kind !== "NUMERIC" ? (
          <Select
            label={strings.target}
            onValueChange={(value) => set({ targetRating: Number(value) })}
            options={scale.levels
              .filter(({ value }) => value > scale.min)
              .map(({ value }) => ({ value: String(value), label: targetWords(value, scale) }))}
            placeholder={strings.unchanged}
            value={common(competencies, ({ targetRating }) => String(targetRating))}
          />
        ) : null}
        {scale ? (
          <Select
            label={strings.method}
            onValueChange={(scoringMethod) => set({ scoringMethod })}
            options={methodsOf(scale).map((value) => ({ value, label: strings.methods[value] }))}
            placeholder={strings.unchanged}
            value={common(competencies, ({ scoringMethod }) => scoringMethod)}
          />
        ) : null}
        <Select
          label={strings.validFor}
          onValueChange={(value) => set({ validityMonths: value === "none" ? null : Number(value) })}
          options={validities.map((months) => ({
            value: String(months ?? "none"),
            label: months === null ? strings.forever : strings.months(months),
          }))}
          placeholder={strings.unchanged}
          value={common(competencies, ({ validityMonths }) => String(validityMonths ?? "none"))}
        />
        <Select
          label={strings.moveTo}
          onValueChange={move}
          options={[
            { value: "top", label: strings.theTop },
            ...categories.map((item) => ({ value: item.id, label: nameOf(item) })),
          ]}
          placeholder={strings.unchanged}
          value={null}
        />
        <ul className="text-sm text-muted sm:col-span-2">
          {chosen.slice(0, 8).map((item) => (
            <li className="truncate" key={item.id}>
              {titleOf(item)}
            </li>
          ))}
        </ul>
        <Button className="justify-self-start" icon={<Trash2 aria-hidden />} onClick={onRemove}>
          {strings.removeSeveral(chosen.length)}
        </Button>
      </CardBody>
    </Card>
  );
}

/** What all have in common; null where they differ. */
function common<Value extends string>(
  competencies: readonly EditCompetency[],
  of: (competency: EditCompetency) => Value,
): Value | null {
  const [first, ...rest] = competencies.map(of);
  return first !== undefined && rest.every((value) => value === first) ? first : null;
}
