import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import { Admission, comeBackSeconds, type Urgency } from "#src/platform/http/admission.ts";
import { countRefused } from "#src/platform/metrics/metrics.ts";

/** The process has too much to do for this request; nothing of it was done. */
export class TooBusy extends AppError {
  constructor() {
    super("unavailable", "Many people are here just now. Nothing was lost; try again in a moment.", {
      retryAfterSeconds: comeBackSeconds(),
    });
  }
}

let places: Admission | undefined;

/** A place among those of this process, for the API and for pages together, until what it returns is called. */
export function enterProcess(urgency: Urgency = "ordinary", school = "", weight = 1): (() => void) | undefined {
  places ??= new Admission(config.requestsAtOnce, countRefused);
  return places.enter(urgency, school, weight);
}

/** As `enterProcess`; throws `TooBusy` where there is none. */
export function enterOrRefuse(urgency?: Urgency, school?: string): () => void {
  const leave = enterProcess(urgency, school);
  if (!leave) throw new TooBusy();
  return leave;
}
