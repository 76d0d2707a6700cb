import { Info } from "lucide-react";
import { strings } from "./strings.ts";

/** Stands above everything that is foretold of a student. */
export function Advisory() {
  return (
    <p className="flex items-start gap-3 bg-accent-soft px-5 py-3 text-sm text-accent-soft-foreground max-md:px-4">
      <Info aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>
        <strong className="font-semibold">{strings.advisory}</strong> {strings.advisoryHelp}
      </span>
    </p>
  );
}
