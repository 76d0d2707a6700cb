import type { DeploymentLine } from "#src/features/deployments/schema.ts";
import { frameworkStrings } from "./framework-strings.ts";

const namesShown = 4;

/** "Class of 2027, Class of 2028 and 3 more". */
export function targetsInWords(targets: DeploymentLine["targets"]): string {
  const names = targets.slice(0, namesShown).map((target) => target.name);
  const rest = targets.length - names.length;
  return rest > 0 ? `${names.join(", ")} ${frameworkStrings.more(rest)}` : names.join(", ");
}
