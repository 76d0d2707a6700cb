"use client";

import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { ImportAnswer } from "#src/features/people-imports/schema.ts";
import { type Field, fields } from "#src/features/people-imports/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardHeader } from "#src/ui/card.tsx";
import { Select } from "#src/ui/select.tsx";
import { DiscardButton } from "./discard-button.tsx";
import { ImportFooter } from "./import-footer.tsx";
import { useChangeMapping } from "./import-queries.ts";
import { Notes } from "./notes.tsx";
import { StageTitle } from "./stage-title.tsx";
import { strings } from "./strings.ts";

type MatchColumnsProps = { current: ImportAnswer; onContinue: () => void; onDiscarded: () => void };

const none = "none";

/** Each column of the file with what it holds, as guessed or as chosen here. */
export function MatchColumns({ current, onContinue, onDiscarded }: MatchColumnsProps) {
  const { columns, importId } = current;
  const [mapping, setMapping] = useState<(Field | null)[]>(columns.map(({ field }) => field));
  const [defaultRole, setDefaultRole] = useState(current.defaultRole);
  const change = useChangeMapping(importId);
  const twice = fields.find((field) => mapping.filter((chosen) => chosen === field).length > 1);
  const isChanged = columns.some(({ field }, at) => field !== mapping[at]) || defaultRole !== current.defaultRole;
  const options = [
    { value: none, label: strings.notUsed },
    ...fields.map((field) => ({ value: field, label: strings.fields[field] })),
  ] as const;

  const proceed = () => {
    if (!isChanged) return onContinue();
    change.mutate({ mapping, defaultRole }, { onSuccess: onContinue });
  };

  return (
    <div className="flex flex-col gap-5">
      <StageTitle help={strings.columnsHelp}>{strings.columnsTitle}</StageTitle>
      <Notes notes={current.notes} />
      {twice ? <Callout live title={strings.twice(strings.fields[twice])} tone="warning" /> : null}
      {mapping.includes("email") ? null : <Callout live title={strings.needsEmail} tone="warning" />}
      {change.error ? (
        <Callout
          live
          title={change.error instanceof Problem ? change.error.detail : strings.pollFailed}
          tone="danger"
        />
      ) : null}
      <Card>
        <CardHeader divided title={`${current.fileName} · ${strings.rows(current.rows)}`} />
        <ul className="divide-y divide-separator">
          {columns.map((column, at) => (
            <li
              className="grid items-center gap-x-6 gap-y-2 px-5 py-3 max-md:px-4 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_14rem]"
              // biome-ignore lint/suspicious/noArrayIndexKey: columns may share a name and never change their order.
              key={at}
            >
              <span className="min-w-0 font-medium">{column.name}</span>
              <span className="min-w-0 truncate text-sm text-muted">{column.samples.join(", ")}</span>
              <Select
                hideLabel
                label={strings.holds(column.name)}
                onValueChange={(value) =>
                  setMapping(mapping.map((field, other) => (other === at ? (value === none ? null : value) : field)))
                }
                options={options}
                value={mapping[at] ?? none}
              />
            </li>
          ))}
        </ul>
      </Card>
      <Select
        className="max-w-sm"
        label={strings.defaultRole}
        onValueChange={setDefaultRole}
        options={[
          { value: "STUDENT", label: strings.student },
          { value: "CLINICAL_SUPERVISOR", label: strings.supervisor },
        ]}
        value={defaultRole}
      />
      <ImportFooter note={null}>
        <DiscardButton importId={importId} onDiscarded={onDiscarded} />
        <Button disabled={twice !== undefined} loading={change.isPending} onClick={proceed} variant="primary">
          {strings.toFix}
        </Button>
      </ImportFooter>
    </div>
  );
}
