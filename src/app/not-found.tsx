import { Compass } from "lucide-react";
import type { Metadata } from "next";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center" id="content">
      <EmptyState
        actions={
          <LinkButton href="/" variant="primary">
            Go to your dashboard
          </LinkButton>
        }
        description="The page may have moved, or it belongs to somebody whose records you cannot see."
        icon={<Compass />}
        heading="h1"
        title="There is nothing here"
      />
    </main>
  );
}
