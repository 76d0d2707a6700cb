"use client";

import { History } from "lucide-react";
import { type ReactNode, useId } from "react";
import type { EditCompetency, EditItem, EditScale } from "#src/features/frameworks/editing/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Field } from "#src/ui/field.tsx";
import { inputStyle } from "#src/ui/input-style.ts";
import { NumberInput } from "#src/ui/number-input.tsx";
import { useItemEdits } from "./editor-context.ts";
import { strings } from "./editor-strings.ts";

export type CompetencyProps = { item: EditItem; competency: EditCompetency; scale: EditScale | undefined };

/** A whole number from 1 to 100; anything else leaves what was there. */
export function CountField({
  label,
  value,
  onChange,
  error,
}: {
  label: string;
  value: number;
  onChange: (value: number) => void;
  error?: string | undefined;
}) {
  const id = useId();
  return (
    <Field error={error} id={id} label={label}>
      <NumberInput
        className={`${inputStyle({ invalid: Boolean(error) })} num`}
        id={id}
        inputMode="numeric"
        onValueChange={(next) => {
          if (next !== null && Number.isInteger(next) && next >= 1 && next <= 100) onChange(next);
        }}
        value={value}
      />
    </Field>
  );
}

/** How a value was in the version before, with a way back to it. */
export function PutBack({
  itemId,
  change,
  children,
}: {
  itemId: string;
  change: Partial<EditCompetency>;
  children: ReactNode;
}) {
  const { setCompetency } = useItemEdits(itemId);
  const { id: _id, replacesId: _replaces, ...values } = change;
  return (
    <p className="num -mt-1 flex flex-wrap items-center gap-x-2 text-sm text-muted">
      <History aria-hidden className="size-4" />
      {children}
      <Button className="h-7 px-2 text-sm text-accent" onClick={() => setCompetency(values)} variant="ghost">
        {strings.putBack}
      </Button>
    </p>
  );
}
