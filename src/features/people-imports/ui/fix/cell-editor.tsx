"use client";

import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { ImportAnswer, ImportRow } from "#src/features/people-imports/schema.ts";
import type { Field } from "#src/features/people-imports/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { Select } from "#src/ui/select.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { type Fixes, useMakeGroup } from "../import-queries.ts";
import { strings } from "../strings.ts";

type CellEditorProps = {
  current: ImportAnswer;
  row: ImportRow;
  field: Field;
  correct: (body: Fixes) => Promise<boolean>;
  isPending: boolean;
  onDone: () => void;
};

/** Corrects one cell: by its suggestions, by hand, for all that say the same, or by making what it names. */
export function CellEditor({ current, row, field, correct, isPending, onDone }: CellEditorProps) {
  const fault = row.faults.find((one) => one.field === field);
  const said = row.values[field] ?? "";
  const [value, setValue] = useState(said);
  const alike = current.alike.find((one) => one.field === field && one.value === said)?.rows ?? 0;
  const [isForAll, setForAll] = useState(true);
  const suggestions = fault?.suggestions ?? [];

  const save = async (next: string | null) => {
    const cells = [{ line: row.line, field, value: next }];
    if (await correct({ cells, alike: fault !== undefined && alike > 1 && isForAll && next !== null })) onDone();
  };
  const leaveOut = async (leftOut: boolean) => {
    if (await correct({ leaveOut: [{ line: row.line, leftOut }] })) onDone();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [first] = suggestions;
    if (value === said && first) void save(first.value);
    else if (value === said) onDone();
    else void save(value);
  };

  return (
    <form className="mt-1 flex flex-col gap-3" onSubmit={submit}>
      {fault ? <p className="text-sm text-danger">{fault.message}</p> : null}
      {suggestions.length > 0 ? (
        <ul aria-label={strings.suggestions} className="-mx-2 flex flex-col">
          {suggestions.map((suggestion, at) => (
            <li key={suggestion.value}>
              <button
                className="flex min-h-10 w-full items-center justify-between gap-2 rounded-ctl px-2 py-1 text-start hover:bg-surface-secondary touch:min-h-11"
                onClick={() => void save(suggestion.value)}
                type="button"
              >
                <span className="min-w-0">
                  <span className="block">{suggestion.value}</span>
                  {suggestion.detail ? <span className="block text-sm text-muted">{suggestion.detail}</span> : null}
                </span>
                {at === 0 ? (
                  <kbd aria-hidden className="rounded border border-border px-1 font-sans text-xs text-muted">
                    Enter
                  </kbd>
                ) : null}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <TextField
        autoFocus
        label={strings.newValue}
        maxLength={500}
        onChange={(event) => setValue(event.target.value)}
        onFocus={(event) => event.target.select()}
        value={value}
      />
      {fault && said !== "" && (fault.code === "cohort" || fault.code === "program") ? (
        <MakeGroup current={current} kind={fault.code} name={said} onDone={onDone} row={row} />
      ) : null}
      {fault && alike > 1 ? (
        <Checkbox
          checked={isForAll}
          label={strings.forAll(alike)}
          onChange={(event) => setForAll(event.target.checked)}
        />
      ) : null}
      <div className="flex flex-wrap gap-2 border-t border-separator pt-3">
        <Button loading={isPending} type="submit">
          {strings.save}
        </Button>
        {row.was[field] === undefined ? null : (
          <Button onClick={() => void save(null)} variant="ghost">
            {strings.restore}
          </Button>
        )}
        <Button onClick={() => void leaveOut(row.verdict !== "LEFT_OUT")} variant="ghost">
          {row.verdict === "LEFT_OUT" ? strings.takeIn : strings.leaveOut}
        </Button>
      </div>
    </form>
  );
}

type MakeGroupProps = {
  current: ImportAnswer;
  kind: "program" | "cohort";
  name: string;
  row: ImportRow;
  onDone: () => void;
};

/** The program or cohort that the cell names, to be made together with the import. */
function MakeGroup({ current, kind, name, row, onDone }: MakeGroupProps) {
  const make = useMakeGroup(current.importId);
  const named = current.programs.find((program) => program.name === row.values.program);
  const [programId, setProgramId] = useState(named?.id ?? current.programs[0]?.id ?? null);
  if (kind === "cohort" && programId === null) return null;
  const act = () =>
    make.mutate(
      { kind, name, ...(kind === "cohort" && programId !== null ? { programId } : {}) },
      {
        onSuccess: onDone,
        onError: (error) =>
          toast.error(strings.fixFailed, error instanceof Problem ? { description: error.detail } : {}),
      },
    );
  return (
    <div className="flex flex-col gap-2">
      {kind === "cohort" && !named && current.programs.length > 1 ? (
        <Select
          label={strings.makeWithin}
          onValueChange={setProgramId}
          options={current.programs.map(({ id, name: label }) => ({ value: id, label }))}
          value={programId}
        />
      ) : null}
      <Button icon={<Plus aria-hidden />} loading={make.isPending} onClick={act} variant="ghost">
        <span className="truncate">{kind === "cohort" ? strings.makeCohort(name) : strings.makeProgram(name)}</span>
      </Button>
    </div>
  );
}
