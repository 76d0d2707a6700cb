"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { RetentionAnswer } from "#src/features/privacy/retention/schema.ts";
import { retentionRules } from "#src/features/privacy/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { Select } from "#src/ui/select.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { changeRetention, retentionQuery } from "./privacy-queries.ts";
import { retentionStrings as strings } from "./school-strings.ts";
import { useAct } from "./use-act.ts";

type Item = RetentionAnswer["items"][number];
/** An option's value for what is kept for good. */
const always = "always";

/** How long each kind of data is kept. What a shorter time would cost is shown before it is chosen. */
export function RetentionCard() {
  const titleId = useId();
  const retention = useQuery(retentionQuery());
  return (
    <Card aria-labelledby={titleId}>
      <CardHeader description={strings.help} divided title={strings.title} titleId={titleId} />
      <QueryContent query={retention} skeleton={<Skeleton className="m-5 h-48" />}>
        {({ items }) => (
          <CardList>
            {items.map((item) => (
              <RetentionRow item={item} key={item.kind} />
            ))}
          </CardList>
        )}
      </QueryContent>
    </Card>
  );
}

function RetentionRow({ item }: { item: Item }) {
  const { kind, months } = item;
  const { choices, mayStay } = retentionRules[kind];
  const act = useAct(strings.failed);
  const [wanted, setWanted] = useState(months);
  const [isSaving, setIsSaving] = useState(false);
  const isOther = wanted !== months;
  const preview = useQuery({ ...retentionQuery({ kind, months: wanted ?? 0 }), enabled: isOther && wanted !== null });
  const shown = wanted === null ? null : isOther ? preview.data?.items.find((one) => one.kind === kind) : item;
  const save = async () => {
    setIsSaving(true);
    await act(() => changeRetention(kind, wanted), strings.saved).catch(() => {});
    setIsSaving(false);
  };
  return (
    <li className="grid gap-x-6 gap-y-3 px-5 py-4 max-md:px-4 md:grid-cols-[1fr_13rem]">
      <div className="min-w-0">
        <p className="font-medium">{strings.kinds[kind].name}</p>
        <p className="text-sm text-muted">{strings.kinds[kind].help}</p>
        <p aria-live="polite" className="mt-1 text-sm empty:hidden">
          {isOther && preview.isError ? strings.notCounted : null}
          {isOther && wanted !== null && preview.isPending ? strings.counting : null}
          {shown ? <Due item={shown} isOther={isOther} /> : null}
          {isOther && wanted === null ? strings.staysFromNow : null}
        </p>
      </div>
      <div>
        <Select
          disabled={isSaving}
          hideLabel
          label={strings.keepOf(strings.kinds[kind].name)}
          onValueChange={(value) => setWanted(value === always ? null : Number(value))}
          options={[
            ...choices.map((count) => ({ value: String(count), label: strings.months(count) })),
            ...(mayStay ? [{ value: always, label: strings.always }] : []),
          ]}
          value={wanted === null ? always : String(wanted)}
        />
        {isOther ? (
          <div className="mt-2 flex gap-2">
            <Button
              disabled={wanted !== null && !shown}
              loading={isSaving}
              onClick={() => void save()}
              variant={shown && shown.due > 0 ? "danger" : "primary"}
            >
              {strings.save}
            </Button>
            <Button disabled={isSaving} onClick={() => setWanted(months)}>
              {strings.cancel}
            </Button>
          </div>
        ) : null}
      </div>
    </li>
  );
}

function Due({ item: { kind, due, oldestAt }, isOther }: { item: Item; isOther: boolean }) {
  if (due === 0 || oldestAt === null) return isOther ? strings.nothingGoes : null;
  return (
    <>
      {strings.goes(kind, due)} {strings.oldest} <DateText kind="full" value={oldestAt} withinSentence />.
      {isOther ? ` ${strings.forGood[kind]}` : null}
    </>
  );
}
