"use client";

import { CalendarClock, Users } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { ChoicesAnswer, ReportAnswer, Schedule } from "#src/features/reports/schema.ts";
import { scheduleUnits } from "#src/features/reports/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { Select } from "#src/ui/select.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { scheduleReport, shareReport } from "./report-queries.ts";
import { strings } from "./strings.ts";

type SharePanelProps = {
  report: ReportAnswer;
  role: string;
  userId: string;
  choices: ChoicesAnswer;
  onChange: (report: ReportAnswer) => void;
};

/** Who else opens a saved report, and to whom it is sent by the calendar; each line opens in place. */
export function SharePanel({ report, role, userId, choices, onChange }: SharePanelProps) {
  const dates = useDates();
  const [isOpen, setOpen] = useState(false);
  const { schedule, nextAt, recipientIds, isShared } = report;
  const isOnlyToOneself = role !== "SCHOOL_ADMIN";
  const toWhom = isOnlyToOneself ? strings.toYou : strings.toPeople(recipientIds.length);
  const act = async (change: () => Promise<ReportAnswer>) => {
    try {
      onChange(await change());
      return true;
    } catch (error) {
      toast.error(
        strings.actFailed,
        error instanceof Problem ? { description: error.errors[0]?.message ?? error.detail } : {},
      );
      return false;
    }
  };
  return (
    <div className="flex flex-col gap-4">
      <Line
        help={schedule && nextAt ? strings.byMail(toWhom, dates.longDay(nextAt)) : strings.notScheduledHelp}
        icon={<CalendarClock aria-hidden />}
        onPress={() => setOpen(!isOpen)}
        press={schedule ? strings.change : strings.set}
        pressLabel={strings.scheduleIt}
        title={schedule ? strings.scheduleWords(schedule.every, schedule.weekday, schedule.time) : strings.notScheduled}
      />
      {isOpen ? (
        <ScheduleForm
          onSave={async (body) => {
            if (await act(() => scheduleReport(report.id, body))) setOpen(false);
          }}
          recipientIds={recipientIds.length > 0 ? recipientIds : [userId]}
          recipients={isOnlyToOneself ? null : choices.recipients}
          schedule={schedule}
        />
      ) : null}
      <Line
        help={strings.sharedHelp}
        icon={<Users aria-hidden />}
        title={isShared ? strings.shared(choices.admins) : strings.notShared}
      />
      <Checkbox
        checked={isShared}
        label={strings.shareIt}
        onChange={(event) => void act(() => shareReport(report.id, event.target.checked))}
      />
    </div>
  );
}

type LineProps = {
  icon: ReactNode;
  title: string;
  help: string;
  press?: string;
  pressLabel?: string;
  onPress?: () => void;
};

function Line({ icon, title, help, press, pressLabel, onPress }: LineProps) {
  return (
    <div className="flex items-start gap-3">
      <span className="mt-0.5 text-muted [&_svg]:size-4">{icon}</span>
      <div className="min-w-0 flex-1">
        <p>{title}</p>
        <p className="text-sm text-muted">{help}</p>
      </div>
      {press ? (
        <Button aria-label={`${press}: ${pressLabel}`} onClick={onPress} variant="ghost">
          {press}
        </Button>
      ) : null}
    </div>
  );
}

type ScheduleFormProps = {
  schedule: Schedule | null;
  recipientIds: readonly string[];
  /** Null where it is sent to nobody but its owner. */
  recipients: readonly { id: string; name: string }[] | null;
  onSave: (body: { schedule: Schedule | null; recipientIds: string[] }) => Promise<void>;
};

function ScheduleForm({ schedule, recipientIds, recipients, onSave }: ScheduleFormProps) {
  const [wanted, setWanted] = useState<Schedule>(schedule ?? { every: "MONTH", weekday: 1, time: "07:00" });
  const [chosen, setChosen] = useState(recipientIds);
  const [works, setWorks] = useState(false);
  const save = async (body: Parameters<typeof onSave>[0]) => {
    setWorks(true);
    await onSave(body);
    setWorks(false);
  };
  return (
    <div className="flex flex-col gap-3 rounded-ctl border border-border bg-surface-secondary p-3">
      <Select
        label={strings.howOften}
        onValueChange={(every) => setWanted({ ...wanted, every })}
        options={scheduleUnits.map((unit) => ({ value: unit, label: strings.units[unit] }))}
        value={wanted.every}
      />
      <div className="grid grid-cols-2 gap-3">
        {wanted.every === "DAY" ? null : (
          <Select
            label={strings.weekday}
            onValueChange={(day) => setWanted({ ...wanted, weekday: Number(day) })}
            options={strings.weekdays.map((word, n) => ({ value: String(n + 1), label: word }))}
            value={String(wanted.weekday)}
          />
        )}
        <TextField
          label={strings.time}
          onChange={(event) => setWanted({ ...wanted, time: event.target.value })}
          type="time"
          value={wanted.time}
        />
      </div>
      {recipients === null ? (
        <p className="text-sm text-muted">{strings.onlyYouHelp}</p>
      ) : (
        <fieldset>
          <legend className="text-sm font-medium">{strings.recipients}</legend>
          <p className="mb-2 text-sm text-muted">{strings.recipientsHelp}</p>
          <div className="flex max-h-44 flex-col gap-2 overflow-y-auto">
            {recipients.map(({ id, name }) => (
              <Checkbox
                checked={chosen.includes(id)}
                key={id}
                label={name}
                onChange={(event) =>
                  setChosen(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
                }
              />
            ))}
          </div>
          {chosen.length === 0 ? <p className="mt-1 text-sm text-danger">{strings.noRecipients}</p> : null}
        </fieldset>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          disabled={chosen.length === 0 || wanted.time === ""}
          loading={works}
          onClick={() => void save({ schedule: wanted, recipientIds: [...chosen] })}
        >
          {strings.save}
        </Button>
        {schedule ? (
          <Button onClick={() => void save({ schedule: null, recipientIds: [] })} variant="ghost">
            {strings.stopSending}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
