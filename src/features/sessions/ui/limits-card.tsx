"use client";

import { useId } from "react";
import type { SignInRules, SignInRulesBody } from "#src/features/sessions/factors/schema.ts";
import { longDurationWords } from "#src/lib/duration-words.ts";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { Select } from "#src/ui/select.tsx";
import { limitStrings as strings } from "./limit-strings.ts";

type Limit = "idleMinutes" | "longestHours" | "sharedIdleMinutes";

/** What is offered, in the unit of the field. */
const choices: Record<Limit, readonly number[]> = {
  idleMinutes: [15, 30, 60, 120, 240, 480, 720, 1_440, 4_320, 10_080, 20_160, 43_200],
  longestHours: [8, 12, 24, 72, 168, 336, 720, 2_160],
  sharedIdleMinutes: [2, 5, 10, 15, 30, 60],
};
const minutesIn: Record<Limit, number> = { idleMinutes: 1, longestHours: 60, sharedIdleMinutes: 1 };
const usual = "usual";

type LimitsCardProps = { rules: SignInRules; isSaving: boolean; onChange: (changed: SignInRulesBody) => void };

/** How long people of the school stay signed in. */
export function LimitsCard({ rules, isSaving, onChange }: LimitsCardProps) {
  const titleId = useId();
  const field = (limit: Limit) => {
    const value = rules[limit];
    const words = (amount: number) => longDurationWords(amount * minutesIn[limit]);
    // A client of the API may have chosen another one.
    const offered = [...new Set([...choices[limit], ...(value === null ? [] : [value])])].toSorted((a, b) => a - b);
    return (
      <Select
        className="max-w-80"
        disabled={isSaving}
        hint={strings.hints[limit]}
        label={strings.labels[limit]}
        onValueChange={(chosen) =>
          onChange({ factorRoles: rules.factorRoles, [limit]: chosen === usual ? null : Number(chosen) })
        }
        options={[
          { value: usual, label: strings.usual(words(rules.usual[limit])) },
          ...offered.map((amount) => ({ value: String(amount), label: words(amount) })),
        ]}
        value={value === null ? usual : String(value)}
      />
    );
  };
  return (
    <Card aria-labelledby={titleId} className="max-w-2xl">
      <CardHeader description={strings.help} title={strings.title} titleId={titleId} />
      <CardBody className="flex flex-col gap-5 pt-0">
        {field("idleMinutes")}
        {field("longestHours")}
        {field("sharedIdleMinutes")}
      </CardBody>
    </Card>
  );
}
