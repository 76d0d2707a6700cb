import type { Standing } from "#src/features/people/schema.ts";
import { Status } from "#src/ui/status.tsx";
import { studentStrings as strings } from "./student-strings.ts";

export function StudentStanding({ standing }: { standing: Standing }) {
  return standing === "NONE" ? (
    <span className="text-sm text-muted">{strings.standingWords.NONE}</span>
  ) : (
    <Status status={standing} word={strings.standingWords[standing]} />
  );
}
