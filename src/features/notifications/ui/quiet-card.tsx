"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Quiet, SettingsAnswer } from "#src/features/notifications/schema.ts";
import { quietDays } from "#src/features/notifications/values.ts";
import { timeIn } from "#src/lib/day.ts";
import { Card, CardBody } from "#src/ui/card.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { Select } from "#src/ui/select.tsx";
import { Switch } from "#src/ui/switch.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { settingsKey } from "./settings-queries.ts";
import { placeOfZone } from "./settings-rules.ts";
import { settingsStrings as strings } from "./settings-strings.ts";
import type { Change } from "./use-change-settings.ts";

const night: Quiet = { from: "22:00", to: "07:00", days: "EVERY_DAY" };

/** When no push message and no SMS may wake a person. */
export function QuietCard({ settings, change }: { settings: SettingsAnswer; change: (change: Change) => void }) {
  const { now } = useDates();
  const queryClient = useQueryClient();
  const { quiet } = settings;
  const save = (next: Quiet | null) =>
    change({ body: { quiet: next }, done: next === null ? strings.quietOff : strings.quietSaved });
  /** Onto what is known now: a second change may come before the first is drawn, and must keep it. */
  const savePart = (part: Partial<Quiet>) => {
    const known = queryClient.getQueryData<SettingsAnswer>(settingsKey)?.quiet;
    save({ ...(known ?? night), ...part });
  };
  return (
    <Card aria-labelledby="quiet-title">
      <div className="flex items-center justify-between gap-4 px-5 py-3.5 max-md:px-4">
        <div className="min-w-0">
          <h2 className="text-base font-semibold" id="quiet-title">
            {strings.quiet}
          </h2>
          <p className="text-sm text-muted">{strings.quietHelp}</p>
        </div>
        <Switch
          checked={quiet !== null}
          label={strings.quiet}
          onChange={({ target }) => save(target.checked ? night : null)}
        />
      </div>
      {quiet ? (
        <CardBody className="flex flex-col gap-4 pt-0">
          <Times onSave={savePart} quiet={quiet} />
          <Select
            label={strings.quietDays}
            onValueChange={(days) => savePart({ days })}
            options={quietDays.map((value) => ({ value, label: strings.quietDayWords[value] }))}
            value={quiet.days}
          />
          <p className="text-sm text-muted" suppressHydrationWarning>
            {strings.quietZone(placeOfZone(settings.timeZone), timeIn(now, settings.timeZone))}
          </p>
        </CardBody>
      ) : null}
    </Card>
  );
}

/** Saved when the field is left: a time is typed part by part. */
function Times({ quiet, onSave }: { quiet: Quiet; onSave: (times: Pick<Quiet, "from" | "to">) => void }) {
  const [times, setTimes] = useState({ from: quiet.from, to: quiet.to });
  useEffect(() => setTimes({ from: quiet.from, to: quiet.to }), [quiet.from, quiet.to]);
  const fault = (time: string) => (time === "" ? strings.quietMissing : undefined);
  const isSame = times.from === times.to && times.from !== "";
  const save = () => {
    if (times.from === "" || times.to === "" || isSame) return;
    if (times.from !== quiet.from || times.to !== quiet.to) onSave(times);
  };
  const field = (end: "from" | "to", label: string, error: string | undefined) => (
    <TextField
      error={error}
      label={label}
      onBlur={save}
      onChange={({ target }) => setTimes((known) => ({ ...known, [end]: target.value }))}
      onKeyDown={({ key }) => {
        if (key === "Enter") save();
      }}
      type="time"
      value={times[end]}
    />
  );
  return (
    <div className="grid grid-cols-2 gap-3">
      {field("from", strings.quietFrom, fault(times.from))}
      {field("to", strings.quietTo, isSame ? strings.quietSame : fault(times.to))}
    </div>
  );
}
