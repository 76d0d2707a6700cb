"use client";

import { loadLater } from "#src/ui/load-later.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { strings } from "./admin-strings.ts";
import type { TimeZoneFieldProps } from "./time-zone-field.tsx";

/** TimeZoneField, loaded after the page. */
export const TimeZoneField = loadLater<TimeZoneFieldProps>(
  () => import("./time-zone-field.tsx").then((file) => file.TimeZoneField),
  { standIn: StandIn },
);

function StandIn({ value, hint = strings.timeZoneHint }: TimeZoneFieldProps) {
  return <TextField hint={hint} label={strings.timeZone} readOnly value={value.replaceAll("_", " ")} />;
}
