"use client";

import { ArrowUp, Plus, X } from "lucide-react";
import { useState } from "react";
import type { EditCompetency, EditScale, RubricCriterion } from "#src/features/frameworks/editing/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader } from "#src/ui/card.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { cn } from "#src/ui/cn.ts";
import { FieldError } from "#src/ui/field.tsx";
import { IconButton } from "#src/ui/icon-button.tsx";
import { NumberInput } from "#src/ui/number-input.tsx";
import { useEditor, useItemEdits } from "./editor-context.ts";
import { strings } from "./editor-strings.ts";
import { newCriterion } from "./new-items.ts";
import {
  addColumn,
  changeCell,
  changeCriterion,
  columnsOf,
  exampleScores,
  moveUp,
  type Rubric,
  type RubricColumn,
  removeColumn,
  renameColumn,
  setMustPass,
} from "./rubric-edits.ts";
import { RubricSum } from "./rubric-sum.tsx";

type RubricGridProps = { itemId: string; competency: EditCompetency; scale: EditScale | undefined };

const cellStyle =
  "field-sizing-content block min-h-16 w-full resize-none rounded-md bg-transparent px-2 py-1.5 text-sm outline-none focus-visible:bg-surface focus-visible:outline-2 focus-visible:-outline-offset-1 focus-visible:outline-focus touch:text-base";

/** The rubric as a grid, edited like a sheet: one row a criterion, one column a level. */
export function RubricGrid({ itemId, competency, scale }: RubricGridProps) {
  const { faultOf } = useEditor();
  const { setCompetency } = useItemEdits(itemId);
  const { rubric } = competency;
  const set = (next: RubricCriterion[]) => setCompetency({ rubric: next });
  const [chosen, setChosen] = useState<Readonly<Record<string, number>>>({});
  const fault = faultOf(itemId, "rubric");

  if (rubric.length === 0) {
    return (
      <Card>
        <CardHeader description={strings.rubricEmpty} title={strings.rubric} />
        <div className="px-5 pb-5 max-md:px-4">
          <FieldError id={undefined}>{fault}</FieldError>
          <Button className="mt-2" icon={<Plus aria-hidden />} onClick={() => set([newCriterion([])])}>
            {strings.startRubric}
          </Button>
        </div>
      </Card>
    );
  }
  const columns = columnsOf(rubric);
  const scores = exampleScores(rubric, chosen);
  return (
    <Card>
      <CardHeader description={strings.rubricHelp} title={strings.rubric} />
      <div className="overflow-x-auto border-y border-separator">
        <table
          className="w-full table-fixed border-collapse text-sm"
          style={{ minWidth: `${30 + 8 * columns.length}rem` }}
        >
          <thead className="bg-surface-secondary text-start text-xs text-muted">
            <tr>
              <th className="w-44 px-3 py-2 text-start font-medium" scope="col">
                {strings.criterion}
              </th>
              <th className="w-16 px-1 text-start font-medium" scope="col">
                {strings.weight}
              </th>
              <th className="w-16 px-1 text-start font-medium" scope="col">
                {strings.outOf}
              </th>
              <th className="w-24 px-2 text-start font-medium" scope="col">
                {strings.mustPass}
              </th>
              {columns.map((column) => (
                <ColumnHead
                  column={column}
                  key={column.value}
                  onRemove={columns.length > 2 ? () => set(removeColumn(rubric, column.value)) : undefined}
                  onRename={(label) => set(renameColumn(rubric, column.value, label))}
                />
              ))}
              <td className="w-20" />
            </tr>
          </thead>
          <tbody className="divide-y divide-separator">
            {rubric.map((criterion, index) => (
              <CriterionRow
                columns={columns}
                criterion={criterion}
                exampleScore={scores[index]}
                index={index}
                key={criterion.id}
                onChange={set}
                rubric={rubric}
              />
            ))}
          </tbody>
        </table>
      </div>
      <div className="flex flex-wrap items-center gap-2 px-5 py-3 max-md:px-4">
        <FieldError id={undefined}>{fault}</FieldError>
        <Button
          aria-label={strings.addCriterionLong}
          icon={<Plus aria-hidden />}
          onClick={() => set([...rubric, newCriterion(rubric)])}
        >
          {strings.addCriterion}
        </Button>
        <Button
          aria-label={strings.addLevelLong}
          icon={<Plus aria-hidden />}
          onClick={() => set(addColumn(rubric, strings.levelNames[columns.length] ?? ""))}
        >
          {strings.addLevel}
        </Button>
        {scale ? (
          <RubricSum
            onChoose={(id, score) => setChosen((before) => ({ ...before, [id]: score }))}
            rubric={rubric}
            scale={scale}
            scores={scores}
            target={competency.targetRating}
          />
        ) : null}
      </div>
    </Card>
  );
}

function ColumnHead({
  column,
  onRename,
  onRemove,
}: {
  column: RubricColumn;
  onRename: (label: string) => void;
  onRemove: (() => void) | undefined;
}) {
  return (
    <th className="border-s border-separator px-1 py-1 font-medium" scope="col">
      <span className="flex items-center gap-1">
        <span className="num ps-1">{column.value}</span>
        <input
          aria-label={strings.levelWord(column.value)}
          className="h-8 min-w-0 flex-1 rounded-md bg-transparent px-1 text-foreground outline-none focus-visible:bg-surface focus-visible:outline-2 focus-visible:outline-focus touch:h-11"
          maxLength={200}
          onChange={(event) => onRename(event.target.value)}
          value={column.label}
        />
        {onRemove ? (
          <IconButton
            icon={<X aria-hidden />}
            label={strings.removeLevel(column.label || String(column.value))}
            onClick={onRemove}
            size="sm"
          />
        ) : null}
      </span>
    </th>
  );
}

type CriterionRowProps = {
  rubric: Rubric;
  criterion: RubricCriterion;
  index: number;
  columns: readonly RubricColumn[];
  exampleScore: number | undefined;
  onChange: (rubric: RubricCriterion[]) => void;
};

function CriterionRow({ rubric, criterion, index, columns, exampleScore, onChange }: CriterionRowProps) {
  const { id, name, description, weight, maxScore, passScore, levels } = criterion;
  const change = (next: Partial<RubricCriterion>) => onChange(changeCriterion(rubric, id, next));
  return (
    <tr className="align-top">
      <th className="px-1 py-1 text-start font-normal" scope="row">
        <textarea
          aria-label={strings.criterionName(index + 1)}
          className={cn(cellStyle, "min-h-8 font-medium")}
          maxLength={300}
          onChange={(event) => change({ name: event.target.value })}
          rows={1}
          value={name}
        />
        <textarea
          aria-label={strings.criterionHelp(index + 1)}
          className={cn(cellStyle, "min-h-8 text-muted")}
          maxLength={4_000}
          onChange={(event) => change({ description: event.target.value })}
          placeholder={strings.description}
          rows={1}
          value={description}
        />
      </th>
      <td className="px-1 py-1">
        <ScoreField label={strings.weightOf(name)} onChange={(next) => change({ weight: next })} value={weight} />
      </td>
      <td className="px-1 py-1">
        <ScoreField label={strings.outOfOf(name)} onChange={(next) => change({ maxScore: next })} value={maxScore} />
      </td>
      <td className="px-2 py-2.5">
        <Checkbox
          checked={passScore !== null}
          hideLabel
          label={strings.mustPassOf(name)}
          onChange={(event) => onChange(changeCriterion(rubric, id, setMustPass(criterion, event.target.checked)))}
        />
        {passScore === null ? null : (
          <select
            aria-label={strings.passFrom(name)}
            className="num mt-1 h-8 max-w-20 rounded-md border border-border bg-surface px-1 text-xs touch:h-11"
            onChange={(event) => change({ passScore: Number(event.target.value) })}
            value={passScore}
          >
            {passOptions(criterion).map((value) => (
              <option key={value} value={value}>
                {`≥ ${value}`}
              </option>
            ))}
          </select>
        )}
      </td>
      {columns.map((column) => (
        <td
          className={cn(
            "border-s border-separator p-0.5",
            exampleScore === column.value && "bg-accent-soft text-accent-soft-foreground",
          )}
          key={column.value}
        >
          <textarea
            aria-label={strings.cell(name, column.label || String(column.value))}
            className={cellStyle}
            maxLength={2_000}
            onChange={(event) => onChange(changeCell(rubric, id, column, event.target.value))}
            value={levels.find((level) => level.value === column.value)?.description ?? ""}
          />
        </td>
      ))}
      <td className="py-1 pe-2">
        <span className="flex">
          {index > 0 ? (
            <IconButton
              icon={<ArrowUp aria-hidden />}
              label={strings.criterionUp(name)}
              onClick={() => onChange(moveUp(rubric, id))}
              size="sm"
            />
          ) : null}
          <IconButton
            icon={<X aria-hidden />}
            label={strings.removeCriterion(name)}
            onClick={() => onChange(rubric.filter((one) => one.id !== id))}
            size="sm"
          />
        </span>
      </td>
    </tr>
  );
}

function passOptions({ levels, maxScore, passScore }: RubricCriterion): number[] {
  const scores = levels.map(({ value }) => value).filter((value) => value > 0);
  return [...new Set([...scores, maxScore, ...(passScore === null ? [] : [passScore])])].sort((a, b) => a - b);
}

function ScoreField({ label, value, onChange }: { label: string; value: number; onChange: (value: number) => void }) {
  return (
    <NumberInput
      aria-label={label}
      className="num h-9 w-14 rounded-md border border-transparent bg-transparent px-2 text-sm outline-none hover:border-border focus-visible:bg-surface focus-visible:outline-2 focus-visible:outline-focus touch:h-11"
      onValueChange={(next) => {
        if (next !== null && next > 0 && next < 1_000) onChange(Math.round(next * 100) / 100);
      }}
      value={value}
    />
  );
}
