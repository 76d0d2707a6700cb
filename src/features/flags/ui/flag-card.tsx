"use client";

import { CircleCheck, CircleDashed, CircleMinus, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { FlagAnswer } from "#src/features/flags/schema.ts";
import { type KnownFlag, knownFlags } from "#src/features/flags/values.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody, CardFooter, CardHeader } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { type FlagState, sharesWords, stateOf } from "./flag-words.ts";
import { flagHref } from "./flags-queries.ts";
import { flagsStrings as strings, variantWord, wordsOf } from "./flags-strings.ts";

/** One flag: whether it is on, for whom, and since when. */
export function FlagCard({ flag, onChange }: { flag: FlagAnswer; onChange: () => void }) {
  const { key, rules, changedAt } = flag;
  const { defaultVariant }: KnownFlag = knownFlags[key];
  const { title, about } = wordsOf(key);
  const titleId = `flag-${key}`;
  const dates = useDates();
  const state = stateOf(rules, new Date(dates.now));
  return (
    <Card aria-labelledby={titleId}>
      <CardHeader
        actions={
          <Button aria-label={strings.changeNamed(title)} onClick={onChange}>
            {strings.change}
          </Button>
        }
        description={about}
        divided
        title={title}
        titleId={titleId}
      />
      <CardBody className="grid gap-4 py-4">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <StateBadge state={state} />
          <code className="font-mono text-sm break-all text-muted">{key}</code>
        </div>
        {rules ? (
          <dl className="grid gap-3 text-sm sm:grid-cols-[7rem_minmax(0,1fr)] sm:gap-x-4">
            {state === "ON" ? null : (
              <Fact name={strings.now}>{strings.everybody(variantWord(key, defaultVariant))}</Fact>
            )}
            {state === "OFF" ? null : <Fact name={strings.shares}>{sharesWords(key, rules.shares)}</Fact>}
            {rules.startsAt || rules.endsAt ? (
              <Fact name={strings.schedule}>
                {rules.startsAt ? (
                  <>
                    {strings.from} <DateText kind="full" value={rules.startsAt} />{" "}
                  </>
                ) : null}
                {rules.endsAt ? (
                  <>
                    {strings.until} <DateText kind="full" value={rules.endsAt} />
                  </>
                ) : null}
              </Fact>
            ) : null}
            <Fact name={strings.overrides}>
              {rules.overrides.length === 0 ? (
                strings.noOverrides
              ) : (
                <ul className="grid gap-1">
                  {rules.overrides.map(({ of, id, name, variant }) => (
                    <li key={`${of} ${id}`}>
                      {strings.kinds[of]}: {of === "ROLE" ? (strings.roles[id] ?? id) : (name ?? strings.gone(id))} –{" "}
                      {variantWord(key, variant)}
                    </li>
                  ))}
                </ul>
              )}
            </Fact>
          </dl>
        ) : (
          <Callout tone="warning">{strings.unreadable}</Callout>
        )}
      </CardBody>
      <CardFooter>
        <span>
          {changedAt ? (
            <>
              {strings.changed} <DateText value={changedAt} withinSentence />
            </>
          ) : (
            strings.neverChanged
          )}
        </span>
        <TextLink aria-label={strings.figuresNamed(title)} href={flagHref(key)}>
          {strings.figures}
        </TextLink>
      </CardFooter>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words max-sm:-mt-2">{children}</dd>
    </div>
  );
}

const looks = {
  ON: { tone: "success", icon: CircleCheck },
  OFF: { tone: "neutral", icon: CircleMinus },
  WAITING: { tone: "accent", icon: CircleDashed },
  OVER: { tone: "neutral", icon: CircleMinus },
  UNREADABLE: { tone: "warning", icon: TriangleAlert },
} as const satisfies Record<FlagState, object>;

export function StateBadge({ state }: { state: FlagState }) {
  const { tone, icon: Icon } = looks[state];
  return (
    <Badge icon={<Icon aria-hidden />} tone={tone}>
      {strings.states[state]}
    </Badge>
  );
}
