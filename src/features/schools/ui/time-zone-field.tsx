"use client";

import { useMemo } from "react";
import { Combobox } from "#src/ui/combobox.tsx";
import { strings } from "./admin-strings.ts";

export type TimeZoneFieldProps = {
  value: string;
  onValueChange: (value: string) => void;
  error: string | undefined;
  hint?: string;
};

/** A time zone of the browser's list, found by typing a city. */
export function TimeZoneField({ value, onValueChange, error, hint = strings.timeZoneHint }: TimeZoneFieldProps) {
  const options = useMemo(() => {
    const known = Intl.supportedValuesOf("timeZone");
    return [...new Set([value, "UTC", ...known])].map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }));
  }, [value]);
  return (
    <Combobox
      error={error}
      hint={hint}
      label={strings.timeZone}
      name="timeZone"
      onValueChange={(chosen) => {
        if (chosen) onValueChange(chosen.value);
      }}
      options={options}
      value={options.find((option) => option.value === value) ?? null}
    />
  );
}
