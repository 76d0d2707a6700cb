"use client";

import { useId, useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { WordingsAnswer } from "#src/features/wordings/schema.ts";
import { most } from "#src/features/wordings/values.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody, CardFooter, CardHeader } from "#src/ui/card.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { TrialResult } from "./trial-result.tsx";
import { useChangeWordings, useTryModel } from "./wording-queries.ts";
import { strings } from "./wording-strings.ts";

type Draft = { address: string; model: string; key: string };
type Faults = Partial<Record<keyof Draft, string>>;

/** Which model is asked, with a test. Its key is written and never shown. */
export function ModelCard({ saved }: { saved: WordingsAnswer["model"] }) {
  const titleId = useId();
  const [draft, setDraft] = useState<Draft>({ address: saved?.address ?? "", model: saved?.model ?? "", key: "" });
  const [faults, setFaults] = useState<Faults>({});
  const save = useChangeWordings();
  const trial = useTryModel();
  const change = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    setFaults({});
  };
  const submit = async () => {
    const gaps = gapsOf(draft);
    setFaults(gaps);
    if (Object.keys(gaps).length > 0) return;
    const { address, model, key } = draft;
    try {
      const body = { address: address.trim(), model: model.trim(), ...(key === "" ? {} : { key: key.trim() }) };
      await save.mutateAsync({ path: "model", body });
      trial.reset();
      setDraft({ ...draft, key: "" });
      toast.success(strings.saved);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setFaults(faultsOf(error, key));
    }
  };
  const keyHint = saved?.key === "SAVED" ? strings.keyHint.SAVED : strings.keyHint.NONE;
  return (
    <Card aria-labelledby={titleId}>
      <CardHeader description={strings.modelHelp} title={strings.model} titleId={titleId} />
      <CardBody className="pt-0">
        <form
          className="flex flex-col gap-4"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <TextField
            autoCapitalize="none"
            autoComplete="off"
            error={faults.address}
            hint={strings.addressHint}
            inputMode="url"
            label={strings.address}
            maxLength={most.address}
            name="address"
            onChange={({ target }) => change({ address: target.value })}
            placeholder={strings.addressPlaceholder}
            spellCheck={false}
            value={draft.address}
          />
          <TextField
            autoCapitalize="none"
            autoComplete="off"
            error={faults.model}
            label={strings.name}
            maxLength={most.model}
            name="model"
            onChange={({ target }) => change({ model: target.value })}
            placeholder={strings.namePlaceholder}
            spellCheck={false}
            value={draft.model}
          />
          {saved?.key === "UNREADABLE" ? <Callout tone="warning">{strings.keyUnreadable}</Callout> : null}
          <TextField
            autoComplete="off"
            error={faults.key}
            hint={keyHint}
            label={strings.key}
            maxLength={most.key}
            name="key"
            onChange={({ target }) => change({ key: target.value })}
            optional
            type="password"
            value={draft.key}
          />
          {save.error instanceof Problem && save.error.errors.length === 0 ? (
            <Callout live title={strings.failed} tone="danger">
              {save.error.detail}
            </Callout>
          ) : null}
          <div className="flex flex-wrap gap-2">
            <Button loading={save.isPending} type="submit" variant="primary">
              {strings.save}
            </Button>
            {saved ? (
              <>
                <Button loading={trial.isPending} onClick={() => trial.mutate()}>
                  {strings.test}
                </Button>
                <RemoveButton onRemoved={() => setDraft({ address: "", model: "", key: "" })} />
              </>
            ) : null}
          </div>
          <TrialResult trial={trial} />
        </form>
      </CardBody>
      <CardFooter>
        <p className="text-pretty">{strings.privacy}</p>
      </CardFooter>
    </Card>
  );
}

function RemoveButton({ onRemoved }: { onRemoved: () => void }) {
  const remove = useChangeWordings();
  return (
    <AlertDialog
      actionLabel={strings.remove}
      description={strings.removeHelp}
      onAction={async () => {
        try {
          await remove.mutateAsync({ path: "model", body: null });
          onRemoved();
          toast.success(strings.removed);
        } catch (error) {
          toast.error(strings.failed, error instanceof Problem ? { description: error.detail } : {});
          throw error;
        }
      }}
      title={strings.removeTitle}
      trigger={<Button variant="ghost">{strings.remove}</Button>}
    />
  );
}

function gapsOf({ address, model }: Draft): Faults {
  return {
    ...(address.trim() === "" ? { address: strings.needed } : {}),
    ...(model.trim() === "" ? { model: strings.needed } : {}),
  };
}

function faultsOf({ errors }: Problem, key: string): Faults {
  const at = (path: keyof Draft) => errors.some((error) => error.path === path);
  return {
    ...(at("address") ? { address: strings.wrongAddress } : {}),
    ...(at("model") ? { model: strings.needed } : {}),
    ...(at("key") ? { key: key === "" ? strings.keyAgain : strings.wrongKey } : {}),
  };
}
