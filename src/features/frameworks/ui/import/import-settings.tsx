"use client";

import { useRef, useState } from "react";
import { Controller, useForm } from "react-hook-form";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { ImportPreview } from "#src/features/frameworks/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { Select } from "#src/ui/select.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { useStoredState } from "#src/ui/use-stored-state.ts";
import { EvidenceFields } from "./evidence-fields.tsx";
import { type ImportChoices, makeIsChosen } from "./import-choices.ts";
import { ImportFooter } from "./import-footer.tsx";
import { useCommitImport } from "./import-queries.ts";
import { defaultSettings, type ImportSettings, parseSettings, toCommitBody } from "./import-settings-values.ts";
import { strings } from "./import-strings.ts";
import { RatingFields } from "./rating-fields.tsx";
import type { RatingScale } from "./scoring.ts";
import { StageTitle } from "./stage-title.tsx";

type ImportSettingsStepProps = {
  importId: string;
  preview: ImportPreview;
  choices: ImportChoices;
  scales: readonly RatingScale[];
  programs: readonly { id: string; name: string }[];
  onBack: () => void;
};

/** One set of rules for all competencies of the import: scale, target, method, amount of evidence. */
export function ImportSettingsStep(props: ImportSettingsStepProps) {
  const { importId, preview, scales } = props;
  const initial = defaultSettings(preview.title, scales);
  const stored = useStoredState(`framework-import.${importId}.settings`, initial, (value) =>
    parseSettings(value, initial, scales),
  );
  if (!stored.isLoaded)
    return (
      <Loading>
        <ListSkeleton rows={6} />
      </Loading>
    );
  return <SettingsForm {...props} initial={stored.value} onChange={stored.set} />;
}

type SettingsFormProps = ImportSettingsStepProps & {
  initial: ImportSettings;
  onChange: (settings: ImportSettings) => void;
};

function SettingsForm({ importId, preview, choices, scales, programs, onBack, initial, onChange }: SettingsFormProps) {
  const form = useForm<ImportSettings>({ defaultValues: initial, shouldFocusError: false });
  const { register, control, handleSubmit, formState, getValues } = form;
  const { errors } = formState;
  const { mutateAsync } = useCommitImport(importId);
  const act = useRef<{ body: string; key: string }>(undefined);
  const [fault, setFault] = useState<Problem>();
  const [isSending, setSending] = useState(false);
  const chosen = preview.items.filter(makeIsChosen(choices)).length;
  const known = preview.update ?? undefined;
  const isUpdate = form.watch("isUpdate") && known !== undefined;
  const keep = () => onChange(getValues());

  const submit = handleSubmit(
    async (settings) => {
      setFault(undefined);
      setSending(true);
      const body = toCommitBody(settings, choices, known?.frameworkId);
      // The same settings use the same key, so that a second press after a lost answer repeats the first.
      const text = JSON.stringify(body);
      if (act.current?.body !== text) act.current = { body: text, key: newIdempotencyKey() };
      try {
        // The page switches to the progress while the import runs, so the button stays busy until then.
        await mutateAsync({ body, key: act.current.key });
      } catch (error) {
        setSending(false);
        if (!(error instanceof Problem)) throw error;
        setFault(error);
        window.scrollTo({ top: 0 });
      }
    },
    (found) => {
      const first = fieldOrder.find((name) => found[name]);
      if (first) scrollToField(first);
    },
  );

  return (
    <form className="flex flex-col gap-5" noValidate onBlur={keep} onChange={keep} onSubmit={submit}>
      <StageTitle help={strings.settingsHelp}>{strings.settingsTitle}</StageTitle>
      {preview.ownSettings > 0 ? <Callout>{strings.ownSettings(preview.ownSettings, chosen)}</Callout> : null}
      {fault ? (
        <Callout live title={strings.commitFailed} tone="danger">
          <p>{[fault.detail, ...fault.errors.map((each) => each.message)].join(" ")}</p>
          <p>{strings.commitSafe}</p>
        </Callout>
      ) : null}
      <Card>
        <CardHeader title={strings.nameTitle} />
        <CardBody className="grid gap-4 pt-0 md:grid-cols-2">
          <TextField
            error={errors.title?.message}
            label={strings.frameworkTitle}
            maxLength={300}
            {...register("title", { validate: (title) => title.trim() !== "" || strings.titleMissing })}
          />
          <Controller
            control={control}
            name="programId"
            render={({ field }) => (
              <Select
                label={strings.program}
                name="programId"
                onValueChange={(programId) => {
                  field.onChange(programId === noProgram ? "" : programId);
                  keep();
                }}
                options={[
                  { value: noProgram, label: strings.noProgram },
                  ...programs.map((program) => ({ value: program.id, label: program.name })),
                ]}
                value={field.value === "" ? noProgram : field.value}
              />
            )}
          />
        </CardBody>
      </Card>
      <RatingFields form={form} onKeep={keep} scales={scales} />
      <EvidenceFields form={form} scales={scales} />
      <Card>
        <CardBody>
          {known ? (
            <Checkbox
              hint={strings.isUpdateHint}
              label={strings.isUpdate(known.name, known.version)}
              {...register("isUpdate")}
            />
          ) : null}
          {isUpdate ? null : <Checkbox hint={strings.publishHint} label={strings.publish} {...register("publish")} />}
        </CardBody>
      </Card>
      <ImportFooter note={chosen === 0 ? strings.noneLeft : null}>
        <Button onClick={onBack}>{strings.back}</Button>
        <Button disabled={chosen === 0} loading={isSending} type="submit" variant="primary">
          {strings.commit(chosen)}
        </Button>
      </ImportFooter>
    </form>
  );
}

/** "No program", as a value that a Select can show. */
const noProgram = "none";

/** In the order of the page, to find the first field with an error. */
const fieldOrder: readonly (keyof ImportSettings)[] = [
  "title",
  "targetRating",
  "nTimes",
  "requiredObservations",
  "requiredEvaluators",
  "requiredDays",
];
