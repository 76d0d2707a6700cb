import { Compass } from "lucide-react";
import { Card } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";

/** Shown inside the shell, so that the navigation stays visible. */
export default function DashboardNotFound() {
  return (
    <Card>
      <EmptyState
        actions={<LinkButton href="/dashboard">Go to your dashboard</LinkButton>}
        description="The page may have moved, or it belongs to somebody whose records you cannot see."
        icon={<Compass />}
        heading="h1"
        title="There is nothing here"
      />
    </Card>
  );
}
