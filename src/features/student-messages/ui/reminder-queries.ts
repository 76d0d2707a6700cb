import { api } from "#src/client/api.ts";
import type { ReminderAnswer } from "#src/features/student-messages/schema.ts";

/** Reminds a student of what is overdue; returns of how many competencies. */
export async function remindStudent(studentId: string, idempotencyKey: string): Promise<number> {
  const path = `/api/students/${encodeURIComponent(studentId)}/reminders`;
  const { overdue } = await api<ReminderAnswer>(path, { method: "POST", idempotencyKey });
  return overdue;
}
