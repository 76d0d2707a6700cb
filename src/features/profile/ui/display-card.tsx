"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { MeAnswer } from "#src/features/people/schema.ts";
import { themes } from "#src/features/profile/values.ts";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { RadioGroup } from "#src/ui/radio-group.tsx";
import { Select } from "#src/ui/select.tsx";
import { strings as uiStrings } from "#src/ui/strings.ts";
import { useTheme } from "#src/ui/theme-provider.tsx";
import { toast } from "#src/ui/toast.tsx";
import { saveProfile } from "./profile-queries.ts";
import { strings } from "./strings.ts";

const themeWords = { light: uiStrings.themeLight, dark: uiStrings.themeDark, system: uiStrings.themeSystem } as const;
/** Stands for no zone of one's own. */
const device = "device";

/** Time zone and theme, saved as soon as they are chosen, and the language. */
export function DisplayCard({ me }: { me: MeAnswer }) {
  const queryClient = useQueryClient();
  const router = useRouter();
  const { theme, setTheme } = useTheme();
  const zones = useTimeZones(me.ownTimeZone);

  const saveZone = async (timeZone: string | null, before?: string | null) => {
    try {
      await saveProfile(queryClient, { timeZone });
      if (before !== undefined) {
        toast.success(strings.zoneSaved, { action: { label: strings.undo, onClick: () => void saveZone(before) } });
      }
      // The dates of every page follow it.
      router.refresh();
    } catch (error) {
      toast.error(strings.saveFailed, error instanceof Problem ? { description: error.detail } : {});
    }
  };

  return (
    <Card aria-labelledby="display-title">
      <CardHeader divided title={strings.display} titleId="display-title" />
      <CardBody className="flex flex-col gap-5">
        <Select
          className="md:max-w-96"
          hint={strings.timeZoneHelp}
          label={strings.timeZone}
          onValueChange={(zone) => void saveZone(zone === device ? null : zone, me.ownTimeZone)}
          options={[
            { value: device, label: strings.deviceZone(zones.device) },
            ...zones.all.map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") })),
          ]}
          value={me.ownTimeZone ?? device}
        />
        {/* The theme is saved with the account by ThemeKeeper, wherever it is chosen. */}
        <RadioGroup
          hint={strings.themeHelp}
          inline
          label={strings.theme}
          onValueChange={setTheme}
          options={themes.map((value) => ({ value, label: themeWords[value] }))}
          value={theme}
        />
        <div>
          <p className="text-sm font-medium">{strings.language}</p>
          <p>{strings.languageValue}</p>
          <p className="text-sm text-muted">{strings.languageHelp}</p>
        </div>
      </CardBody>
    </Card>
  );
}

/** The browser's zones, which the server need not know alike; until then only that which is chosen. */
function useTimeZones(chosen: string | null): { device: string; all: readonly string[] } {
  const [zones, setZones] = useState({ device: "…", all: chosen ? [chosen] : [] });
  useEffect(() => {
    const known = Intl.supportedValuesOf("timeZone");
    setZones({
      device: Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll("_", " "),
      all: chosen && !known.includes(chosen) ? [chosen, ...known] : known,
    });
  }, [chosen]);
  return zones;
}
