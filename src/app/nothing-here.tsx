import { Compass } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { strings } from "./strings.ts";

/** The content of every page that was not found. `children` is the link that leads away from it. */
export function NothingHere({ children }: { children: ReactNode }) {
  return (
    <EmptyState
      actions={children}
      description={strings.nothingHereHelp}
      icon={<Compass />}
      heading="h1"
      title={strings.nothingHere}
    />
  );
}
