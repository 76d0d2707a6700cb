"use client";

import { useId, useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { ImportAnswer, ImportLayout } from "#src/features/frameworks/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { Select } from "#src/ui/select.tsx";
import { type MappingInput, useMapImport } from "./import-queries.ts";
import { strings } from "./import-strings.ts";

type Field = NonNullable<ImportLayout["columns"][number]["field"]>;

type ColumnMappingProps = {
  current: ImportAnswer;
  layout: ImportLayout;
  /** The items are other ones after a change, so that choices about them are void. */
  onMapped: () => void;
};

/** What each column of the table holds, as it was guessed or said before, with its first cells. */
export function ColumnMapping({ current, layout, onMapped }: ColumnMappingProps) {
  const [isOpen, setOpen] = useState(current.status === "FAILED");
  const left = layout.columns.filter(({ field, name }) => field === null && name !== "").length;
  return (
    <Card aria-labelledby="columns-title">
      <CardHeader
        actions={
          isOpen ? null : (
            <Button aria-expanded={false} onClick={() => setOpen(true)}>
              {strings.changeColumns}
            </Button>
          )
        }
        description={strings.columnsHelp(layout.columns.length - left, left)}
        title={strings.columnsTitle}
        titleId="columns-title"
      />
      {isOpen ? <MappingForm current={current} key={layout.headerLine} layout={layout} onMapped={onMapped} /> : null}
    </Card>
  );
}

function MappingForm({ current, layout, onMapped }: ColumnMappingProps) {
  const { mutate, isPending, error } = useMapImport(current.importId);
  const [columns, setColumns] = useState(() => layout.columns.map(({ field }) => field));
  const hasName = columns.includes("name") || columns.includes("statement");
  const send = (body: MappingInput) => mutate(body, { onSuccess: onMapped });
  const choose = (at: number, field: Field | null) =>
    // A field is in one column only: the column chosen last has it.
    setColumns((known) => known.map((one, place) => (place === at ? field : one === field ? null : one)));
  const headerLine = String(layout.headerLine);
  return (
    <CardBody className="flex flex-col gap-4 pt-0">
      {error ? (
        <Callout live title={strings.mappingFailed} tone="danger">
          {error instanceof Problem ? error.detail : null}
        </Callout>
      ) : null}
      <div className="grid gap-4 sm:grid-cols-2">
        <Select
          hint={strings.headerLineHint}
          label={strings.headerLine}
          onValueChange={(line) => send({ headerLine: Number(line) })}
          options={layout.lines.map(({ line, text }) => ({
            value: String(line),
            label: strings.lineText(line, text.length > 60 ? `${text.slice(0, 60)}…` : text),
          }))}
          value={layout.lines.some(({ line }) => String(line) === headerLine) ? headerLine : null}
        />
        {layout.sheets.length > 1 ? (
          <Select
            label={strings.sheet}
            onValueChange={(sheet) => send({ sheet })}
            options={layout.sheets.map((sheet) => ({ value: sheet, label: sheet }))}
            value={layout.sheets[0] ?? null}
          />
        ) : null}
      </div>
      <ul className="divide-y divide-separator border-y border-separator">
        {layout.columns.map(({ name, samples }, at) => (
          <ColumnRow
            field={columns[at] ?? null}
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place.
            key={at}
            name={name === "" ? strings.columnNumber(at + 1) : name}
            onFieldChange={(field) => choose(at, field)}
            samples={samples}
          />
        ))}
      </ul>
      <div className="flex flex-wrap items-center justify-end gap-3">
        {hasName ? null : <p className="text-sm text-muted">{strings.nameColumnMissing}</p>}
        <Button
          disabled={!hasName}
          loading={isPending}
          onClick={() =>
            send({
              headerLine: layout.headerLine,
              columns,
              ...(layout.sheets[0] === undefined ? {} : { sheet: layout.sheets[0] }),
            })
          }
          variant={current.status === "FAILED" ? "primary" : "secondary"}
        >
          {strings.readAgain}
        </Button>
      </div>
    </CardBody>
  );
}

type ColumnRowProps = {
  name: string;
  samples: readonly string[];
  field: Field | null;
  onFieldChange: (field: Field | null) => void;
};

function ColumnRow({ name, samples, field, onFieldChange }: ColumnRowProps) {
  const id = useId();
  const shown = samples.filter((sample) => sample.trim() !== "").slice(0, 3);
  return (
    <li className="grid items-center gap-x-5 gap-y-2 py-3 sm:grid-cols-[minmax(0,1fr)_15rem]" aria-labelledby={id}>
      <div className="min-w-0">
        <p className="font-medium break-words" id={id}>
          {name}
        </p>
        <p className="line-clamp-2 text-sm break-words text-muted">
          {shown.length > 0 ? shown.join(" · ") : strings.noSamples}
        </p>
      </div>
      <Select<Field | "none">
        hideLabel
        label={strings.columnHolds(name)}
        onValueChange={(next) => onFieldChange(next === "none" ? null : next)}
        options={[{ value: "none", label: strings.leftOutColumn }, ...fieldOptions]}
        value={field ?? "none"}
      />
    </li>
  );
}

const fieldOptions = Object.entries(strings.fields).map(([value, label]) => ({ value: value as Field, label }));
