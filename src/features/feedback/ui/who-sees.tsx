import { EyeOff } from "lucide-react";
import { TaskSection } from "#src/ui/task-page.tsx";
import { strings } from "./strings.ts";

/** Who can see what of the answers, for whoever asks and whoever answers. */
export function WhoSees({ studentName }: { studentName: string }) {
  return (
    <TaskSection className="py-4">
      <h2 className="flex items-center gap-2 text-md font-semibold">
        <EyeOff aria-hidden className="size-4 shrink-0 text-accent" />
        {strings.whoSees}
      </h2>
      <ul className="mt-1.5 flex list-disc flex-col gap-1 ps-5 text-muted">
        {strings.whoSeesPoints(firstName(studentName)).map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </TaskSection>
  );
}

export function firstName(name: string): string {
  return name.split(" ")[0] ?? name;
}
