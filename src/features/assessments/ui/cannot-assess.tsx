import { UserX } from "lucide-react";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { TaskPage } from "#src/ui/task-page.tsx";
import { strings } from "./strings.ts";

/** Shown when the assessor may not, or may no longer, assess this student in this competency. */
export function CannotAssess() {
  return (
    <TaskPage back={{ href: "/dashboard/clinical-supervisor", label: strings.back }} title={strings.newAssessment}>
      <EmptyState
        actions={
          <LinkButton href="/dashboard/clinical-supervisor" variant="primary">
            {strings.toDashboard}
          </LinkButton>
        }
        description={strings.cannotAssessHelp}
        icon={<UserX />}
        title={strings.cannotAssessTitle}
      />
    </TaskPage>
  );
}
