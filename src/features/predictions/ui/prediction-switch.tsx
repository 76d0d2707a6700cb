"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { Switch } from "#src/ui/switch.tsx";
import { toast } from "#src/ui/toast.tsx";
import { predictionKeys, switchPredictions } from "./prediction-queries.ts";
import { strings } from "./strings.ts";

/** Off or on for the school, at once. */
export function PredictionSwitch({ isOn }: { isOn: boolean }) {
  const queryClient = useQueryClient();
  const [wanted, setWanted] = useState<boolean | null>(null);

  const change = async (next: boolean) => {
    setWanted(next);
    try {
      await switchPredictions(next);
      await queryClient.invalidateQueries({ queryKey: predictionKeys.all() });
      toast.success(next ? strings.switchedOn : strings.switchedOff);
    } catch (error) {
      toast.error(error instanceof Problem ? error.detail : strings.switchFailed);
    } finally {
      setWanted(null);
    }
  };

  return (
    <Card>
      <CardHeader
        actions={
          <Switch
            checked={wanted ?? isOn}
            disabled={wanted !== null}
            label={strings.switchLabel}
            onChange={(event) => void change(event.target.checked)}
          />
        }
        title={strings.switchTitle}
      />
      <CardBody className="pt-0 text-sm text-muted">{strings.switchHelp}</CardBody>
    </Card>
  );
}
