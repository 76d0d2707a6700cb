import { Card } from "#src/ui/card.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { NothingHere } from "../nothing-here.tsx";
import { strings } from "../strings.ts";

/** Shown inside the shell, so that the navigation stays visible. */
export default function ReportsNotFound() {
  return (
    <Card data-keeps-shell="">
      <NothingHere>
        <LinkButton href="/dashboard">{strings.toDashboard}</LinkButton>
      </NothingHere>
    </Card>
  );
}
