"use client";

import type { SettingsAnswer } from "#src/features/notifications/schema.ts";
import { emailPaces } from "#src/features/notifications/values.ts";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { RadioGroup } from "#src/ui/radio-group.tsx";
import { settingsStrings as strings } from "./settings-strings.ts";
import type { Change } from "./use-change-settings.ts";

/** Whether emails come one by one or gathered. */
export function PaceCard({ settings, change }: { settings: SettingsAnswer; change: (change: Change) => void }) {
  return (
    <Card aria-labelledby="email-title">
      <CardHeader
        description={<span className="break-all">{settings.email}</span>}
        title={strings.email}
        titleId="email-title"
      />
      <CardBody className="flex flex-col gap-4 pt-0">
        <RadioGroup
          hideLabel
          label={strings.pace}
          onValueChange={(emailPace) => change({ body: { emailPace }, done: strings.paceSaved(emailPace) })}
          options={emailPaces.map((value) => ({ value, ...strings.paceWords[value] }))}
          value={settings.emailPace}
        />
        <p className="text-sm text-muted">{strings.paceNote}</p>
      </CardBody>
    </Card>
  );
}
