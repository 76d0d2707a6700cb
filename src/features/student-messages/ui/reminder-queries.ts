import { api } from "#src/client/api.ts";
import type { ReminderAnswer, RemindersAnswer } from "#src/features/student-messages/schema.ts";

/** Reminds a student of what is overdue; returns of how many competencies. */
export async function remindStudent(studentId: string, idempotencyKey: string): Promise<number> {
  const path = `/api/students/${encodeURIComponent(studentId)}/reminders`;
  const { overdue } = await api<ReminderAnswer>(path, { method: "POST", idempotencyKey });
  return overdue;
}

/** Reminds several students in one request. */
export function remindStudents(studentIds: readonly string[], idempotencyKey: string): Promise<RemindersAnswer> {
  return api<RemindersAnswer>("/api/students/reminders", { method: "POST", body: { studentIds }, idempotencyKey });
}
