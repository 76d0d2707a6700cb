import { patientDataIn } from "#src/lib/patient-data.ts";
import { Callout } from "./callout.tsx";
import { strings } from "./strings.ts";

/** Below texts about an observation: a hint, and never more, where one looks as if it named a patient. */
export function PatientDataHint({ texts, className }: { texts: readonly string[]; className?: string }) {
  const sign = texts.map(patientDataIn).find((found) => found !== undefined);
  if (!sign) return null;
  return (
    <Callout className={className ?? ""} live tone="warning">
      {strings.patientData[sign]}
    </Callout>
  );
}
