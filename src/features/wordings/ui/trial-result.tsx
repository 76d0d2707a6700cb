import { Problem } from "#src/client/api.ts";
import type { TrialAnswer } from "#src/features/wordings/schema.ts";
import { fill } from "#src/lib/fill.ts";
import { Callout } from "#src/ui/callout.tsx";
import { strings } from "./wording-strings.ts";

type Trial = { isPending: boolean; error: Error | null; data: TrialAnswer | undefined };

/** What the model made of one sentence just now, or why it made nothing. */
export function TrialResult({ trial: { isPending, error, data } }: { trial: Trial }) {
  if (isPending) return <Callout live>{strings.testing}</Callout>;
  if (error) {
    return (
      <Callout live title={strings.testFailed} tone="danger">
        {error instanceof Problem ? error.detail : null}
      </Callout>
    );
  }
  if (!data) return null;
  if (data.fault !== null) {
    return (
      <Callout live title={strings.testFault} tone="danger">
        {strings.faults[data.fault]}
      </Callout>
    );
  }
  return (
    <Callout
      live
      title={data.refusal === null ? strings.tested : strings.testRefused}
      tone={data.refusal === null ? "success" : "warning"}
    >
      {data.refusal === null ? null : <p>{strings.refusals[data.refusal]}</p>}
      <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 wrap-anywhere">
        <dt>{strings.ours}</dt>
        <dd>{fill(data.ours, strings.examples)}</dd>
        <dt>{strings.theirs}</dt>
        <dd>{fill(data.theirs ?? "", strings.examples)}</dd>
      </dl>
    </Callout>
  );
}
