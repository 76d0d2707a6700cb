import { Card } from "#src/ui/card.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { NothingHere } from "../nothing-here.tsx";

/** Shown inside the shell, so that the navigation stays visible. */
export default function AssessmentNotFound() {
  return (
    <Card>
      <NothingHere>
        <LinkButton href="/dashboard">Go to your dashboard</LinkButton>
      </NothingHere>
    </Card>
  );
}
