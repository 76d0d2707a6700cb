"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import type { SchoolAnswer } from "#src/features/schools/schema.ts";
import { dueReminders } from "#src/features/schools/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./admin-strings.ts";
import { SaveFault } from "./save-fault.tsx";
import { schoolQuery } from "./school-queries.ts";
import { useChangeSchool } from "./use-school.ts";

/** When students are reminded of their due dates. */
export function DueRemindersCard() {
  const school = useQuery(schoolQuery());
  const titleId = useId();
  return (
    <Card aria-labelledby={titleId}>
      <CardHeader description={strings.dueRemindersHelp} title={strings.dueReminders} titleId={titleId} />
      <CardBody className="pt-0">
        <QueryContent query={school} skeleton={<Skeleton className="h-32" />}>
          {(saved) => <DueRemindersForm key={saved.revision} saved={saved} />}
        </QueryContent>
      </CardBody>
    </Card>
  );
}

function DueRemindersForm({ saved }: { saved: SchoolAnswer }) {
  const [text, setText] = useState(saved.dueReminderDays.join(", "));
  const [fault, setFault] = useState<string>();
  const save = useChangeSchool(saved.revision);
  const submit = async () => {
    const days = text.split(/[\s,;]+/).filter((part) => part !== "");
    const found = faultOf(days);
    setFault(found);
    if (found) return;
    try {
      await save.mutateAsync({ dueReminderDays: days.map(Number) });
      toast.success(strings.saved);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  };
  return (
    <form
      className="flex flex-col gap-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextField
        autoComplete="off"
        error={fault}
        hint={strings.dueReminderDaysHint(dueReminders.most)}
        inputClassName="num max-w-sm"
        label={strings.dueReminderDays}
        name="dueReminderDays"
        onChange={(event) => {
          setText(event.target.value);
          setFault(undefined);
        }}
        value={text}
      />
      <SaveFault error={save.error} />
      <div>
        <Button loading={save.isPending} type="submit" variant="primary">
          {strings.save}
        </Button>
      </div>
    </form>
  );
}

function faultOf(days: readonly string[]): string | undefined {
  const { most, minDays, maxDays } = dueReminders;
  if (days.some((day) => !/^\d{1,3}$/.test(day) || Number(day) < minDays || Number(day) > maxDays)) {
    return strings.wholeDaysEach(minDays, maxDays);
  }
  if (new Set(days.map(Number)).size < days.length) return strings.sameDays;
  return days.length > most ? strings.tooManyReminders(most) : undefined;
}
