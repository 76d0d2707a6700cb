"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { FlagAnswer } from "#src/features/flags/schema.ts";
import { flagRoles, type KnownFlag, knownFlags, mostOverrides, overrideKinds } from "#src/features/flags/values.ts";
import { schoolsQuery } from "#src/features/schools/ui/console/console-queries.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { IconButton } from "#src/ui/icon-button.tsx";
import { Select } from "#src/ui/select.tsx";
import { strings as uiStrings } from "#src/ui/strings.ts";
import { TextField } from "#src/ui/text-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { bodyOf, type DraftOverride, draftOf, endsTooEarly, type FlagDraft, isShare, restOf } from "./flag-draft.ts";
import { useChangeFlag } from "./flags-queries.ts";
import { flagsStrings as strings, variantWord, wordsOf } from "./flags-strings.ts";

export type FlagDialogProps = { flag: FlagAnswer | null; onClose: () => void };

/** Who gets which variant of a flag. */
export function FlagDialog({ flag, onClose }: FlagDialogProps) {
  return flag ? <OpenDialog flag={flag} key={flag.key} onClose={onClose} /> : null;
}

function OpenDialog({ flag, onClose }: { flag: FlagAnswer; onClose: () => void }) {
  const { key } = flag;
  const known: KnownFlag = knownFlags[key];
  const [draft, setDraft] = useState(() => draftOf(known, flag.rules));
  // What is saved is judged by the revision from which the draft was made, also when the list is read anew meanwhile.
  const [revision] = useState(flag.revision);
  const [showsGaps, setShowsGaps] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const save = useChangeFlag(key, revision);
  const change = (part: Partial<FlagDraft>) => setDraft({ ...draft, ...part });
  const errorAt = (path: string) => problem?.errors?.find((error) => error.path === path)?.message;
  const submit = async () => {
    setShowsGaps(true);
    const body = bodyOf(draft);
    if (!body) return;
    try {
      await save.mutateAsync(body);
      toast.success(strings.saved);
      onClose();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setProblem(error);
    }
  };
  return (
    <Dialog
      description={wordsOf(key).title}
      footer={
        <>
          <DialogClose>
            <Button>{uiStrings.cancel}</Button>
          </DialogClose>
          <Button loading={save.isPending} onClick={() => void submit()} variant="primary">
            {strings.save}
          </Button>
        </>
      }
      onOpenChange={(open) => open || onClose()}
      open
      size="lg"
      title={strings.dialogTitle}
    >
      <div className="grid gap-5">
        <Checkbox
          checked={draft.isOn}
          hint={strings.isOnHelp(variantWord(key, known.defaultVariant))}
          label={strings.isOn}
          onChange={({ target }) => change({ isOn: target.checked })}
        />
        <div className="grid gap-4">
          {Object.entries(draft.shares).map(([variant, typed]) => (
            <TextField
              error={showsGaps && !isShare(typed) ? strings.badShare : errorAt(`shares.${variant}`)}
              inputMode="numeric"
              key={variant}
              label={strings.shareOf(variantWord(key, variant))}
              onChange={({ target }) => change({ shares: { ...draft.shares, [variant]: target.value } })}
              value={typed}
            />
          ))}
          <p className="text-sm text-muted">
            {strings.sharesHelp(restOf(draft), variantWord(key, known.defaultVariant))}
          </p>
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label={strings.startsAt}
            onChange={({ target }) => change({ startsAt: target.value })}
            optional
            type="datetime-local"
            value={draft.startsAt}
          />
          <TextField
            error={endsTooEarly(draft) ? strings.badEnd : errorAt("endsAt")}
            label={strings.endsAt}
            onChange={({ target }) => change({ endsAt: target.value })}
            optional
            type="datetime-local"
            value={draft.endsAt}
          />
        </div>
        <Overrides
          draft={draft}
          errorAt={errorAt}
          flagKey={key}
          onChange={(overrides) => {
            // The places of what the server named are others now.
            setProblem(undefined);
            change({ overrides });
          }}
          showsGaps={showsGaps}
        />
        {problem ? (
          <Callout live title={strings.failed} tone="danger">
            {problem.code === "precondition_failed" ? strings.stale : problem.detail}
          </Callout>
        ) : null}
      </div>
    </Dialog>
  );
}

type OverridesProps = {
  flagKey: FlagAnswer["key"];
  draft: FlagDraft;
  errorAt: (path: string) => string | undefined;
  onChange: (overrides: readonly DraftOverride[]) => void;
  showsGaps: boolean;
};

function Overrides({ flagKey, draft: { overrides }, errorAt, onChange, showsGaps }: OverridesProps) {
  const { variants }: KnownFlag = knownFlags[flagKey];
  const schools = useQuery(schoolsQuery());
  const options = Object.keys(variants).map((variant) => ({ value: variant, label: variantWord(flagKey, variant) }));
  const set = (row: number, part: Partial<DraftOverride>) =>
    onChange(overrides.map((one) => (one.row === row ? { ...one, ...part } : one)));
  const add = () => {
    const row = Math.max(-1, ...overrides.map((one) => one.row)) + 1;
    onChange([...overrides, { row, of: "SCHOOL", id: "", name: null, variant: options.at(-1)?.value ?? "" }]);
  };
  return (
    <fieldset className="grid min-w-0 gap-4">
      <legend className="font-medium">{strings.overrides}</legend>
      <p className="text-sm text-muted">{strings.overridesHelp}</p>
      {overrides.map((override, index) => {
        const error =
          errorAt(`overrides.${index}.id`) ?? (showsGaps && override.id.trim() === "" ? strings.missing : undefined);
        const change = (part: Partial<DraftOverride>) => set(override.row, part);
        return (
          <fieldset
            className="flex min-w-0 items-start gap-2 rounded-ctl border border-separator p-3"
            key={override.row}
          >
            <legend className="sr-only">{strings.overrideNumber(index + 1)}</legend>
            <div className="grid min-w-0 flex-1 gap-3 sm:grid-cols-3">
              <Select
                label={strings.kind}
                onValueChange={(of) => change({ of, id: "", name: null })}
                options={overrideKinds.map((value) => ({ value, label: strings.kinds[value] }))}
                value={override.of}
              />
              {override.of === "PERSON" ? (
                <TextField
                  error={error}
                  label={strings.who.PERSON}
                  onChange={({ target }) => change({ id: target.value, name: null })}
                  type="text"
                  value={override.name ?? override.id}
                />
              ) : (
                <Select
                  error={error}
                  label={strings.who[override.of]}
                  onValueChange={(id) => change({ id })}
                  options={
                    override.of === "ROLE"
                      ? flagRoles.map((value) => ({ value, label: strings.roles[value] ?? value }))
                      : (schools.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))
                  }
                  value={override.id === "" ? null : override.id}
                />
              )}
              <Select
                error={errorAt(`overrides.${index}.variant`)}
                label={strings.variant}
                onValueChange={(variant) => change({ variant })}
                options={options}
                value={override.variant}
              />
            </div>
            <IconButton
              icon={<X aria-hidden />}
              label={strings.removeOverride(index + 1)}
              onClick={() => onChange(overrides.filter(({ row }) => row !== override.row))}
              variant="danger"
            />
          </fieldset>
        );
      })}
      {overrides.length < mostOverrides ? (
        <Button className="justify-self-start" onClick={add}>
          <Plus aria-hidden className="size-4" />
          {strings.add}
        </Button>
      ) : null}
    </fieldset>
  );
}
