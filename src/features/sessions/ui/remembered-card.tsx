"use client";

import { useQueryClient } from "@tanstack/react-query";
import { MonitorCheck } from "lucide-react";
import type { RememberedLine } from "#src/features/sessions/factors/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { forgetDevice } from "./factor-queries.ts";
import { strings } from "./factor-strings.ts";
import { act, FactorRow } from "./second-step-card.tsx";

/** Browsers in which the second step is not asked for, each until its end. */
export function RememberedCard({ remembered }: { remembered: readonly RememberedLine[] }) {
  const dates = useDates();
  const client = useQueryClient();
  return (
    <Card aria-labelledby="remembered-title">
      <CardHeader description={strings.rememberedHelp} divided title={strings.remembered} titleId="remembered-title" />
      <CardList>
        {remembered.map((device) => (
          <FactorRow
            actions={
              <Button
                aria-label={strings.rememberedForgetOf(wordsOf(device))}
                onClick={() =>
                  void act(() => forgetDevice(client, device.id), strings.rememberedForgotten).catch(() => {})
                }
              >
                {strings.rememberedForget}
              </Button>
            }
            facts={strings.rememberedUntil(dates.day(device.until))}
            icon={<MonitorCheck aria-hidden />}
            key={device.id}
            name={wordsOf(device)}
          />
        ))}
      </CardList>
    </Card>
  );
}

function wordsOf({ browser, system }: RememberedLine): string {
  if (system) return strings.browserOn(browser ?? strings.unknownBrowser, system);
  return browser ?? strings.unknownDevice;
}
