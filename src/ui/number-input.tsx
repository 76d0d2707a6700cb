"use client";

import { type ComponentProps, useState } from "react";
import { parseDecimal } from "#src/lib/parse-decimal.ts";

type NumberInputProps = Omit<ComponentProps<"input">, "type" | "value" | "defaultValue" | "onChange"> & {
  /** Null while it is empty; NaN while what was typed is not a number. */
  value: number | null;
  onValueChange: (value: number | null) => void;
};

/**
 * A field for a number, with a decimal point or a decimal comma. It shows what was typed, also where that is not a
 * number; `type="number"` drops a comma in some languages, so that "0,5" would be 5.
 */
export function NumberInput({ value, onValueChange, ...input }: NumberInputProps) {
  const [text, setText] = useState(() => textOf(value));
  const [known, setKnown] = useState(value);
  if (!Object.is(value, known)) {
    setKnown(value);
    // Another part of the form has set it.
    if (!Object.is(value, parseDecimal(text))) setText(textOf(value));
  }
  return (
    <input
      inputMode="decimal"
      {...input}
      autoComplete="off"
      onChange={(event) => {
        setText(event.target.value);
        onValueChange(parseDecimal(event.target.value));
      }}
      type="text"
      value={text}
    />
  );
}

function textOf(value: number | null): string {
  return value === null || Number.isNaN(value) ? "" : String(value);
}
