import { Compass } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "#src/ui/empty-state.tsx";

/** The content of every page that was not found. `children` is the link that leads away from it. */
export function NothingHere({ children }: { children: ReactNode }) {
  return (
    <EmptyState
      actions={children}
      description="The page may have moved, or it belongs to somebody whose records you cannot see."
      icon={<Compass />}
      heading="h1"
      title="There is nothing here"
    />
  );
}
