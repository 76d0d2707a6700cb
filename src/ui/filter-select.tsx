"use client";

import { ChevronDown, X } from "lucide-react";
import { createContext, useContext, useId, useRef } from "react";
import { cn } from "./cn.ts";
import { IconButton } from "./icon-button.tsx";
import { Select } from "./select.tsx";
import { strings } from "./strings.ts";

/** Where a filter stands: a chip in the bar, a field of full width in a phone's sheet. */
export const FilterPlace = createContext<"bar" | "sheet">("bar");

type FilterSelectProps<Value extends string> = {
  label: string;
  options: readonly { value: Value; label: string }[];
  /** `null`, or a value that is no option, is no filter. */
  value: Value | null;
  onValueChange: (value: Value | null) => void;
  /** The words for no filter, such as "Anyone". */
  none: string;
};

/** The option "no filter"; no value of a filter is empty. */
const nothing = "";

/** One filter of a FilterBar: its value is in sight, and one that is set is tinted and can be taken away. */
export function FilterSelect<Value extends string>({
  label,
  options,
  value,
  onValueChange,
  none,
}: FilterSelectProps<Value>) {
  const id = useId();
  const select = useRef<HTMLSelectElement>(null);
  const place = useContext(FilterPlace);
  const shown = options.find((option) => option.value === value)?.value ?? nothing;
  const all = [{ value: nothing, label: none }, ...options];
  const change = (next: string) => onValueChange(options.find((option) => option.value === next)?.value ?? null);
  if (place === "sheet") return <Select label={label} onValueChange={change} options={all} value={shown} />;

  const isSet = shown !== nothing;
  return (
    <div
      className={cn(
        "relative flex h-10 max-w-72 min-w-0 items-center rounded-ctl border border-control bg-surface transition-colors duration-150 hover:border-foreground/60 touch:h-11",
        isSet && "border-accent bg-accent-soft text-accent-soft-foreground",
      )}
    >
      <label className={cn("shrink-0 ps-3 text-muted", isSet && "text-inherit")} htmlFor={id}>
        {label}
      </label>
      <select
        className={cn(
          "field-sizing-content h-full min-w-0 appearance-none truncate rounded-ctl bg-transparent ps-1.5 font-medium",
          isSet ? "pe-1" : "pe-8",
        )}
        id={id}
        onChange={(event) => change(event.target.value)}
        ref={select}
        value={shown}
      >
        {all.map((option) => (
          <option className="bg-surface text-foreground" key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {isSet ? (
        <IconButton
          className="text-inherit"
          icon={<X aria-hidden />}
          label={strings.clearFilter(label)}
          onClick={() => {
            onValueChange(null);
            select.current?.focus();
          }}
          size="sm"
        />
      ) : (
        <ChevronDown aria-hidden className="pointer-events-none absolute end-2.5 size-4 text-muted" />
      )}
    </div>
  );
}
