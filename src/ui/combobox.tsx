"use client";

import { Combobox as Base } from "@base-ui/react/combobox";
import { Check, ChevronsUpDown, X } from "lucide-react";
import { useId } from "react";
import { makeMatcher } from "#src/lib/search-text.ts";
import { cn } from "./cn.ts";
import { Field, type FieldProps, fieldIds } from "./field.tsx";
import { inputStyle } from "./input-style.ts";
import { optionStyle, popupStyle } from "./popup-style.ts";
import { strings } from "./strings.ts";

export type ComboboxOption = { value: string; label: string /** A second line: a number, a unit. */; meta?: string };

type Common = FieldProps & {
  options: readonly ComboboxOption[];
  placeholder?: string;
  name?: string;
  disabled?: boolean;
  /** With it the server searches: pass the options that match the text. */
  onSearch?: (text: string) => void;
  /** While the server searches. */
  loading?: boolean;
};

export type SingleProps = Common & {
  multiple?: false;
  value: ComboboxOption | null;
  onValueChange: (value: ComboboxOption | null) => void;
};

export type MultipleProps = Common & {
  multiple: true;
  value: ComboboxOption[];
  onValueChange: (value: ComboboxOption[]) => void;
};

/** Chooses one or several entries of a long list by typing. */
export function Combobox(props: SingleProps | MultipleProps) {
  const { label, hint, error, optional = false, hideLabel = false, className, name } = props;
  const id = useId();
  return (
    <Field
      className={className}
      error={error}
      hideLabel={hideLabel}
      hint={hint}
      id={id}
      label={label}
      name={name}
      optional={optional}
    >
      {props.multiple ? <MultipleBox {...props} id={id} /> : <SingleBox {...props} id={id} />}
    </Field>
  );
}

const sameOption = (a: ComboboxOption, b: ComboboxOption) => a.value === b.value;

function rootProps({ options, disabled = false, onSearch }: Common) {
  return {
    disabled,
    items: options,
    isItemEqualToValue: sameOption,
    autoHighlight: true,
    // When the server searches, its result must not be filtered again.
    ...(onSearch ? { filter: null, onInputValueChange: (text: string) => onSearch(text) } : { filter: matchesOption }),
  };
}

function matchesOption({ label, meta }: ComboboxOption, search: string): boolean {
  return makeMatcher(search)?.(`${label} ${meta ?? ""}`) ?? true;
}

/** Escape closes a list or a dialog; it must not also clear the choice. */
function isEscape(details: { reason: string }): boolean {
  return details.reason === "escape-key";
}

function SingleBox(props: SingleProps & { id: string }) {
  const { id, hint, error, value, onValueChange, placeholder, loading = false } = props;
  const { describedBy } = fieldIds(id, { hint, error });
  return (
    <Base.Root
      {...rootProps(props)}
      onValueChange={(next, details) => {
        if (isEscape(details)) details.cancel();
        else onValueChange(next);
      }}
      value={value}
    >
      <Base.InputGroup className="relative">
        <Base.Input
          aria-describedby={describedBy}
          aria-invalid={error ? true : undefined}
          className={cn(inputStyle({ invalid: Boolean(error) }), "pe-16")}
          id={id}
          placeholder={placeholder ?? strings.choose}
        />
        <span className="absolute inset-y-0 end-1 flex items-center text-muted">
          <Base.Clear
            aria-label={strings.clear}
            className="flex size-8 items-center justify-center rounded-md hover:text-foreground"
          >
            <X aria-hidden className="size-4" />
          </Base.Clear>
          <Base.Trigger
            aria-label={strings.openList}
            className="flex size-8 items-center justify-center rounded-md hover:text-foreground"
          >
            <ChevronsUpDown aria-hidden className="size-4" />
          </Base.Trigger>
        </span>
      </Base.InputGroup>
      <OptionsPopup loading={loading} />
    </Base.Root>
  );
}

function MultipleBox(props: MultipleProps & { id: string }) {
  const { id, hint, error, value, onValueChange, placeholder, loading = false } = props;
  const { describedBy } = fieldIds(id, { hint, error });
  return (
    <Base.Root
      {...rootProps(props)}
      multiple
      onValueChange={(next, details) => {
        if (isEscape(details)) details.cancel();
        else onValueChange([...next]);
      }}
      value={value}
    >
      <Base.InputGroup>
        <Base.Chips
          className={cn(
            inputStyle({ invalid: Boolean(error) }),
            "flex h-auto min-h-10 flex-wrap items-center gap-1 px-1.5 py-1 touch:h-auto touch:min-h-11 has-focus-visible:outline-2 has-focus-visible:-outline-offset-1 has-focus-visible:outline-focus",
          )}
        >
          {value.map((chosen) => (
            <Base.Chip
              aria-label={chosen.label}
              className="inline-flex h-7 max-w-full items-center gap-1 rounded-md bg-accent-soft ps-2 pe-0.5 text-sm font-medium text-accent-soft-foreground outline-none data-highlighted:bg-accent data-highlighted:text-accent-foreground"
              key={chosen.value}
            >
              <span className="truncate">{chosen.label}</span>
              <Base.ChipRemove
                aria-label={`${strings.clear} ${chosen.label}`}
                className="flex size-6 items-center justify-center rounded-sm opacity-80 hover:opacity-100"
              >
                <X aria-hidden className="size-3.5" />
              </Base.ChipRemove>
            </Base.Chip>
          ))}
          <Base.Input
            aria-describedby={describedBy}
            aria-invalid={error ? true : undefined}
            className="h-7 min-w-24 flex-1 bg-transparent px-1.5 text-base outline-none touch:text-md"
            id={id}
            placeholder={value.length === 0 ? (placeholder ?? strings.choose) : ""}
          />
        </Base.Chips>
      </Base.InputGroup>
      <OptionsPopup loading={loading} />
    </Base.Root>
  );
}

function OptionsPopup({ loading }: { loading: boolean }) {
  return (
    <Base.Portal>
      <Base.Positioner className="z-50 outline-none" sideOffset={4}>
        <Base.Popup
          className={cn(popupStyle, "w-(--anchor-width) max-w-(--available-width) overflow-y-auto")}
          aria-busy={loading || undefined}
        >
          <Base.Empty>
            <div className="px-2.5 py-3 text-sm text-muted">{loading ? strings.loading : strings.noMatches}</div>
          </Base.Empty>
          <Base.List className="max-h-[min(320px,var(--available-height))] overflow-y-auto overscroll-contain data-empty:hidden">
            {(option: ComboboxOption) => (
              <Base.Item className={optionStyle} key={option.value} value={option}>
                <span className="min-w-0 flex-1">
                  <span className="block truncate">{option.label}</span>
                  {option.meta ? <span className="block truncate text-xs text-muted">{option.meta}</span> : null}
                </span>
                <Base.ItemIndicator>
                  <Check aria-hidden className="size-4 text-accent" />
                </Base.ItemIndicator>
              </Base.Item>
            )}
          </Base.List>
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}
