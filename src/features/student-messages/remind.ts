import { type Notification, notify } from "#src/features/notifications/notify.ts";
import { lockReminded, selectOverdue, updateReminded } from "#src/features/student-messages/queries.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn, dayWords } from "#src/lib/day.ts";
import { audit } from "#src/platform/audit/audit.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** What became of one student; one who is not found is no student of the school, or does not take part. */
type Reminder =
  | { kind: "reminded"; overdue: number }
  | { kind: "reminded-before" }
  | { kind: "nothing-overdue" }
  | { kind: "not-found" };

/** Reminds students of the caller's school of what is overdue, each at most once on a day of the school. */
export async function remind(tx: Tx, ctx: UserContext, studentIds: readonly string[]): Promise<Map<string, Reminder>> {
  const at = now();
  const { schoolId } = ctx.actor;
  const reminders = new Map<string, Reminder>(studentIds.map((id) => [id, { kind: "not-found" }]));
  const students = await tx.query(lockReminded, { schoolId, studentIds: [...reminders.keys()], at });
  const waiting = students.filter(({ wasReminded }) => !wasReminded).map(({ studentId }) => studentId);
  // A statement of its own, after the locks: it reads what others have just changed.
  const overdueOf = Map.groupBy(await tx.query(selectOverdue, { studentIds: waiting }), ({ studentId }) => studentId);
  const notifications: Notification[] = [];
  for (const { studentId, timeZone, wasReminded } of students) {
    const overdue = overdueOf.get(studentId) ?? [];
    const [first] = overdue;
    if (wasReminded || !first) {
      reminders.set(studentId, { kind: wasReminded ? "reminded-before" : "nothing-overdue" });
      continue;
    }
    reminders.set(studentId, { kind: "reminded", overdue: overdue.length });
    const due_date = dayWords(dayIn(first.dueDate, timeZone));
    const payload = { assignmentIds: overdue.map(({ assignmentId }) => assignmentId) };
    const about = { schoolId, userId: studentId, payload };
    notifications.push(
      overdue.length === 1
        ? { ...about, template: "overdueReminderOne", variables: { competency_name: first.competencyName, due_date } }
        : { ...about, template: "overdueReminder", variables: { competency_count: overdue.length, due_date } },
    );
    audit(tx, ctx.actor, {
      action: "student.remind",
      entityType: "user",
      entityId: studentId,
      studentId,
      schoolId,
      requestId: ctx.requestId,
      detail: { overdue: overdue.length },
    });
  }
  if (notifications.length > 0) {
    notify(tx, ...notifications);
    tx.send(updateReminded, { studentIds: notifications.map(({ userId }) => userId), at });
  }
  return reminders;
}
