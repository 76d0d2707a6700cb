"use client";

import { useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { strings as uiStrings } from "#src/ui/strings.ts";
import { TextField } from "#src/ui/text-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { TimeZoneField } from "../time-zone-field.tsx";
import { isGoodLimit, LimitFields, limitDraftOf, limitsOf } from "./limit-fields.tsx";
import { strings } from "./strings.ts";
import { useAddSchool } from "./use-console.ts";

export type NewSchoolDialogProps = { onClose: () => void };

const texts = ["name", "adminName", "adminEmail"] as const;
type Text = (typeof texts)[number];
const pathOf: Record<Text, string> = { name: "name", adminName: "admin.name", adminEmail: "admin.email" };

/** A new school, its first administrator and its limits. */
export function NewSchoolDialog({ onClose }: NewSchoolDialogProps) {
  const [draft, setDraft] = useState<Record<Text, string>>({ name: "", adminName: "", adminEmail: "" });
  const [timeZone, setTimeZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [limits, setLimits] = useState(() => limitDraftOf({ maxStudents: null, maxStorageBytes: null }));
  const [showsGaps, setShowsGaps] = useState(false);
  const [fault, setFault] = useState<Problem>();
  const [key, setKey] = useState(newIdempotencyKey);
  const add = useAddSchool();
  const touched = () => {
    setFault(undefined);
    setKey(newIdempotencyKey());
  };
  const errorAt = (path: string) => fault?.errors.find((error) => error.path === path)?.message;
  const field = (name: Text) => ({
    name,
    value: draft[name],
    error: (showsGaps && draft[name].trim() === "" ? strings.needed : undefined) ?? errorAt(pathOf[name]),
    onChange: (event: { target: { value: string } }) => {
      setDraft({ ...draft, [name]: event.target.value });
      touched();
    },
  });
  const submit = async () => {
    setShowsGaps(true);
    const gap = texts.find((name) => draft[name].trim() === "");
    if (gap) return scrollToField(gap);
    if (!isGoodLimit(limits.maxStudents) || !isGoodLimit(limits.maxGigabytes)) return;
    try {
      const name = draft.name.trim();
      const admin = { name: draft.adminName.trim(), email: draft.adminEmail.trim() };
      await add.mutateAsync({ key, body: { name, timeZone, admin, ...limitsOf(limits) } });
      toast.success(strings.added(name));
      onClose();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setFault(error);
    }
  };
  return (
    <Dialog
      footer={
        <>
          <DialogClose>
            <Button>{uiStrings.cancel}</Button>
          </DialogClose>
          <Button loading={add.isPending} onClick={() => void submit()} variant="primary">
            {strings.addAction}
          </Button>
        </>
      }
      onOpenChange={(open) => open || onClose()}
      open
      size="lg"
      title={strings.add}
    >
      <div className="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
        <TextField {...field("name")} label={strings.name} maxLength={120} placeholder={strings.namePlaceholder} />
        <TimeZoneField
          error={errorAt("timeZone")}
          hint={strings.timeZoneHint}
          onValueChange={(zone) => {
            setTimeZone(zone);
            touched();
          }}
          value={timeZone}
        />
        <h3 className="col-span-full -mb-2 font-semibold">{strings.firstAdmin}</h3>
        <TextField {...field("adminName")} label={strings.adminName} maxLength={120} />
        <TextField {...field("adminEmail")} label={strings.adminEmail} maxLength={254} type="email" />
        <p className="col-span-full -mt-2 text-sm text-muted">{strings.adminHint}</p>
        <LimitFields
          draft={limits}
          onChange={(changed) => {
            setLimits(changed);
            touched();
          }}
          showsGaps={showsGaps}
        />
        {fault?.errors.every(({ path }) => !["name", "timeZone", "admin.name", "admin.email"].includes(path)) ? (
          <Callout className="col-span-full" live title={strings.failed} tone="danger">
            {fault.detail}
          </Callout>
        ) : null}
      </div>
    </Dialog>
  );
}
