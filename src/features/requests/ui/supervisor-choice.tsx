"use client";

import type { Askable } from "#src/features/requests/schema.ts";
import { fullLoad } from "#src/features/requests/values.ts";
import { Avatar } from "#src/ui/avatar.tsx";
import { ChoiceRow } from "#src/ui/choice-row.tsx";
import { FieldError, fieldIds } from "#src/ui/field.tsx";
import { strings } from "./strings.ts";
import { useWhen } from "./use-when.ts";

type SupervisorChoiceProps = {
  supervisors: readonly Askable[];
  /** The competency asks for assessors who have not assessed it yet. */
  asksForAnother: boolean;
  value: string | null;
  onValueChange: (id: string) => void;
  error: string | undefined;
  disabled: boolean;
};

/** Whom to ask: in the order of the answer, each with their load. Somebody who was asked already cannot be asked again. */
export function SupervisorChoice(props: SupervisorChoiceProps) {
  const { supervisors, asksForAnother, value, onValueChange, error, disabled } = props;
  const ids = fieldIds("supervisor", { hint: strings.whoHelp, error });
  return (
    <div
      aria-describedby={ids.describedBy}
      aria-invalid={error ? true : undefined}
      aria-labelledby="supervisor-label"
      aria-required
      data-field="supervisor"
      role="radiogroup"
    >
      <h2 className="text-md font-semibold" id="supervisor-label">
        {strings.who}
      </h2>
      <p className="text-sm text-muted" id={ids.hintId}>
        {strings.whoHelp}
      </p>
      <div className="mt-3 flex flex-col gap-2">
        {supervisors.map((one) => (
          <ChoiceRow
            checked={value === one.id}
            className="min-h-16 py-2 md:rounded-card"
            disabled={disabled || one.open !== null}
            invalid={error !== undefined}
            key={one.id}
            name="supervisor"
            onChoose={() => onValueChange(one.id)}
            value={one.id}
          >
            <Avatar name={one.name} size="md" />
            <span className="min-w-0 flex-1">
              <span className="block font-medium max-md:text-md max-md:leading-5">{one.name}</span>
              <span className="block text-sm text-muted">{one.rotation}</span>
              <Note asksForAnother={asksForAnother} one={one} />
            </span>
            <Load count={one.waiting} />
          </ChoiceRow>
        ))}
      </div>
      <FieldError id={ids.errorId}>{error}</FieldError>
    </div>
  );
}

function Note({ one, asksForAnother }: { one: Askable; asksForAnother: boolean }) {
  const when = useWhen();
  const words =
    one.open?.status === "DRAFT"
      ? strings.begun
      : one.open
        ? strings.asked(when(one.open.askedAt))
        : asksForAnother && one.assessed > 0
          ? strings.assessed(one.assessed)
          : null;
  return words ? (
    <span className="block text-sm" suppressHydrationWarning>
      {words}
    </span>
  ) : null;
}

/** A bar of ten, and the number in words. */
function Load({ count }: { count: number }) {
  return (
    <span className="w-20 shrink-0 text-end">
      <span aria-hidden className="mb-1 ms-auto block h-1.5 w-16 overflow-hidden rounded-full bg-pip-off">
        <span
          className="block h-full rounded-full bg-muted"
          style={{ width: `${Math.min(100, (count / fullLoad) * 100)}%` }}
        />
      </span>
      <span className="num block text-xs text-muted">{strings.waiting(count)}</span>
    </span>
  );
}
