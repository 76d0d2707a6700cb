"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { Certificate } from "#src/features/certificates/schema.ts";
import { type ShownPart, shownParts } from "#src/features/certificates/values.ts";
import { Switch } from "#src/ui/switch.tsx";
import { toast } from "#src/ui/toast.tsx";
import { saveShown } from "./certificate-queries.ts";
import { strings } from "./strings.ts";

/** What the public page shows, saved as soon as it is switched. */
export function ShownSwitches({ certificate }: { certificate: Certificate }) {
  const queryClient = useQueryClient();
  /** What is being saved, and shown as if it were. */
  const [wanted, setWanted] = useState<readonly ShownPart[]>();
  const shown = wanted ?? certificate.shown;

  const save = async (next: readonly ShownPart[], told?: string) => {
    const before = shown;
    setWanted(next);
    try {
      await saveShown(queryClient, certificate, next);
      if (told) toast.success(told, { action: { label: strings.undo, onClick: () => void save(before) } });
    } catch (error) {
      toast.error(strings.saveFailed, error instanceof Problem ? { description: error.detail } : {});
    } finally {
      setWanted(undefined);
    }
  };
  const turn = (part: ShownPart, isOn: boolean) => {
    const next = shownParts.filter((one) => (one === part ? isOn : shown.includes(one)));
    void save(next, isOn ? strings.shown[part] : strings.hidden[part]);
  };

  return (
    <fieldset className="rounded-ctl border border-border px-4 pt-1 pb-2">
      <legend className="px-1 text-sm font-medium">{strings.shows}</legend>
      <p className="text-sm text-muted">{strings.showsHelp}</p>
      <ul className="mt-1">
        {shownParts.map((part) => (
          <li className="flex min-h-11 items-center justify-between gap-4 touch:min-h-12" key={part}>
            {/* The switch says the same words itself. */}
            <span aria-hidden>{strings.parts[part]}</span>
            <Switch
              checked={shown.includes(part)}
              disabled={wanted !== undefined}
              label={strings.parts[part]}
              onChange={(event) => turn(part, event.target.checked)}
            />
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
