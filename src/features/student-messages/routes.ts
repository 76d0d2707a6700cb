import { permissions } from "#src/features/student-messages/permissions.ts";
import { remindStudent } from "#src/features/student-messages/remind-student.ts";
import { remindStudents } from "#src/features/student-messages/remind-students.ts";
import {
  messageAnswer,
  messageBody,
  messageParams,
  reminderAnswer,
  remindersAnswer,
  remindersBody,
} from "#src/features/student-messages/schema.ts";
import { sendMessage } from "#src/features/student-messages/send-message.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "POST",
    path: "/api/students/:id/messages",
    tag: "People",
    permission: permissions.send,
    summary: "Write to a student: a notice with the school's words.",
    input: { params: messageParams, body: messageBody },
    output: messageAnswer,
    status: 201,
    limitPerMinute: 30,
    run: (ctx, { params, body }) => sendMessage(ctx, params.id, body),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/students/:id/reminders",
    tag: "People",
    permission: permissions.remind,
    summary: "Remind a student of what is overdue; once a day.",
    input: { params: messageParams },
    output: reminderAnswer,
    status: 201,
    limitPerMinute: 60,
    run: (ctx, { params }) => remindStudent(ctx, params.id),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/students/reminders",
    tag: "People",
    permission: permissions.remind,
    summary: "Remind students of what is overdue; each once a day. Counts those who were not reminded by reason.",
    input: { body: remindersBody },
    output: remindersAnswer,
    status: 200,
    limitPerMinute: 20,
    run: (ctx, { body }) => remindStudents(ctx, body.studentIds),
  }),
];
