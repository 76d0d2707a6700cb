import { notFound } from "next/navigation";
import { assessmentsAnswer } from "#src/features/assessments/schema.ts";
import { OpenWorkOfOldCohort } from "#src/features/deployments/ui/open-work.tsx";
import { assignmentsAnswer, historyAnswer, progressAnswer } from "#src/features/progress/schema.ts";
import { progressKeys, progressPaths, readAllPages } from "#src/features/progress/ui/progress-queries.ts";
import { renewalsAnswer } from "#src/features/renewals/schema.ts";
import { MessageDialog } from "#src/features/student-messages/ui/message-dialog-later.tsx";
import { hoursAnswer } from "#src/features/time-records/schema.ts";
import { hoursKeys, hoursPaths } from "#src/features/time-records/ui/hours-queries.ts";
import { serverApi } from "#src/http/server-api.ts";
import { Prefetched } from "../prefetched.tsx";
import { findStudent } from "./find-student.ts";
import { StudentActs } from "./student-acts-later.tsx";
import { StudentRecord } from "./student-record.tsx";

type StudentRecordPageProps = {
  id: string;
  backTo: string;
  recordHref: string;
  canAssess?: boolean;
  isAdmin?: boolean;
  readsCertificates?: boolean;
};

/** The page of one student for any member of staff; a student whom they may not see is not found. */
export async function StudentRecordPage({
  id,
  backTo,
  recordHref,
  canAssess = false,
  isAdmin = false,
  readsCertificates = false,
}: StudentRecordPageProps) {
  const student = await findStudent(id);
  if (!student) notFound();
  const [overview, history, assessed, renewals, assignments, hours] = await Promise.all([
    serverApi(progressPaths.overview(id), progressAnswer),
    serverApi(progressPaths.history(id), historyAnswer),
    serverApi(progressPaths.assessed(id), assessmentsAnswer),
    serverApi(progressPaths.renewals(id), renewalsAnswer),
    readAllPages((cursor) => serverApi(progressPaths.assignments(id, cursor), assignmentsAnswer)),
    serverApi(hoursPaths.byRotation(id), hoursAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [progressKeys.overview(id), overview],
        [progressKeys.history(id), history],
        [progressKeys.assessed(id), assessed],
        [progressKeys.renewals(id), renewals],
        [progressKeys.assignments(id), assignments],
        [hoursKeys.byRotation(id), hours],
      ]}
    >
      <StudentRecord
        acts={
          isAdmin ? (
            <>
              <MessageDialog name={student.name} studentId={id} />
              <StudentActs student={{ id, name: student.name }} />
            </>
          ) : null
        }
        backTo={backTo}
        canAssess={canAssess}
        notice={isAdmin ? <OpenWorkOfOldCohort student={{ id, name: student.name }} /> : null}
        recordHref={recordHref}
        showsCertificates={readsCertificates}
        student={student}
      />
    </Prefetched>
  );
}
