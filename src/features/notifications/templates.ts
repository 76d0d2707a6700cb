import type { notificationQueue, notificationTemplates } from "#src/platform/db/tables/notifications.ts";

/**
 * Something of which somebody is told: event, recipient and channel select the row of `notification_templates`; the
 * variables are those that its texts may contain as `{{variable}}`.
 */
export type Template = {
  triggerEvent: string;
  recipientType: (typeof notificationTemplates.$inferSelect)["recipientType"];
  /** The type of the notifications created from it. */
  type: (typeof notificationQueue.$inferSelect)["type"];
  variables: readonly string[];
};

/** Every one. School 'default' has a row for the app for each, used by schools without a row of their own. */
export const templates = {
  assessmentSubmitted: {
    triggerEvent: "ASSESSMENT_SUBMITTED",
    recipientType: "STUDENT",
    type: "FEEDBACK_AVAILABLE",
    variables: ["evaluator_name", "competency_name"],
  },
  assessmentAmended: {
    triggerEvent: "ASSESSMENT_AMENDED",
    recipientType: "STUDENT",
    type: "FEEDBACK_AVAILABLE",
    variables: ["evaluator_name", "competency_name"],
  },
  assessmentCountersigned: {
    triggerEvent: "ASSESSMENT_COUNTERSIGNED",
    recipientType: "STUDENT",
    type: "FEEDBACK_AVAILABLE",
    variables: ["countersigner_name", "competency_name"],
  },
  assessmentNotCountersigned: {
    triggerEvent: "ASSESSMENT_NOT_COUNTERSIGNED",
    recipientType: "CLINICAL_SUPERVISOR",
    type: "FEEDBACK_AVAILABLE",
    variables: ["countersigner_name", "student_name", "competency_name"],
  },
  assessmentVoided: {
    triggerEvent: "ASSESSMENT_VOIDED",
    recipientType: "STUDENT",
    type: "FEEDBACK_AVAILABLE",
    variables: ["competency_name"],
  },
  assessmentVoidedForAuthor: {
    triggerEvent: "ASSESSMENT_VOIDED",
    recipientType: "CLINICAL_SUPERVISOR",
    type: "FEEDBACK_AVAILABLE",
    variables: ["student_name", "competency_name"],
  },
  assessmentAnswered: {
    triggerEvent: "ASSESSMENT_ANSWERED",
    recipientType: "CLINICAL_SUPERVISOR",
    type: "FEEDBACK_AVAILABLE",
    variables: ["replier_name", "competency_name"],
  },
  replyAnswered: {
    triggerEvent: "ASSESSMENT_ANSWERED",
    recipientType: "STUDENT",
    type: "FEEDBACK_AVAILABLE",
    variables: ["replier_name", "competency_name"],
  },
  progressUpdated: {
    triggerEvent: "ASSESSMENT_COMPLETED",
    recipientType: "STUDENT",
    type: "PROGRESS_UPDATE",
    variables: ["competency_name", "progress_percentage"],
  },
  achievementUnlocked: {
    triggerEvent: "ACHIEVEMENT_UNLOCKED",
    recipientType: "STUDENT",
    type: "ACHIEVEMENT_UNLOCKED",
    variables: ["achievement_name"],
  },
  completionApproved: {
    triggerEvent: "COMPLETION_APPROVED",
    recipientType: "STUDENT",
    type: "PROGRESS_UPDATE",
    variables: ["competency_name"],
  },
  completionsApproved: {
    triggerEvent: "COMPLETIONS_APPROVED",
    recipientType: "STUDENT",
    type: "PROGRESS_UPDATE",
    variables: ["competency_count"],
  },
  achievementRevoked: {
    triggerEvent: "ACHIEVEMENT_REVOKED",
    recipientType: "STUDENT",
    type: "PROGRESS_UPDATE",
    variables: ["achievement_name"],
  },
  assignmentDue: {
    triggerEvent: "ASSIGNMENT_DUE",
    recipientType: "STUDENT",
    type: "DEADLINE_REMINDER",
    variables: ["competency_name", "due_date"],
  },
  assignmentsDue: {
    triggerEvent: "ASSIGNMENTS_DUE",
    recipientType: "STUDENT",
    type: "DEADLINE_REMINDER",
    variables: ["competency_count", "due_date"],
  },
  overdueReminderOne: {
    triggerEvent: "OVERDUE_REMINDER_ONE",
    recipientType: "STUDENT",
    type: "DEADLINE_REMINDER",
    variables: ["competency_name", "due_date"],
  },
  overdueReminder: {
    triggerEvent: "OVERDUE_REMINDER",
    recipientType: "STUDENT",
    type: "DEADLINE_REMINDER",
    variables: ["competency_count", "due_date"],
  },
  overdueSummaryOne: {
    triggerEvent: "OVERDUE_SUMMARY_ONE",
    recipientType: "CLINICAL_SUPERVISOR",
    type: "DEADLINE_REMINDER",
    variables: [],
  },
  overdueSummary: {
    triggerEvent: "OVERDUE_SUMMARY",
    recipientType: "CLINICAL_SUPERVISOR",
    type: "DEADLINE_REMINDER",
    variables: ["student_count"],
  },
  overdueInSchoolOne: {
    triggerEvent: "OVERDUE_SUMMARY_ONE",
    recipientType: "SCHOOL_ADMIN",
    type: "DEADLINE_REMINDER",
    variables: [],
  },
  overdueInSchool: {
    triggerEvent: "OVERDUE_SUMMARY",
    recipientType: "SCHOOL_ADMIN",
    type: "DEADLINE_REMINDER",
    variables: ["student_count"],
  },
  competencyAssigned: {
    triggerEvent: "COMPETENCY_ASSIGNED",
    recipientType: "STUDENT",
    type: "SYSTEM_ANNOUNCEMENT",
    variables: ["framework_name"],
  },
  competenciesAssigned: {
    triggerEvent: "COMPETENCIES_ASSIGNED",
    recipientType: "STUDENT",
    type: "SYSTEM_ANNOUNCEMENT",
    variables: ["competency_count", "framework_name"],
  },
  competencyExpiresSoon: {
    triggerEvent: "COMPETENCY_EXPIRES_SOON",
    recipientType: "STUDENT",
    type: "DEADLINE_REMINDER",
    variables: ["competency_name", "expires_on"],
  },
  competencyExpired: {
    triggerEvent: "COMPETENCY_EXPIRED",
    recipientType: "STUDENT",
    type: "DEADLINE_REMINDER",
    variables: ["competency_name", "expires_on"],
  },
  assessmentRequested: {
    triggerEvent: "ASSESSMENT_REQUESTED",
    recipientType: "CLINICAL_SUPERVISOR",
    type: "ASSESSMENT_DUE",
    variables: ["student_name", "competency_name", "answer_by"],
  },
  requestDeclined: {
    triggerEvent: "REQUEST_DECLINED",
    recipientType: "STUDENT",
    type: "FEEDBACK_AVAILABLE",
    variables: ["evaluator_name", "competency_name"],
  },
  requestExpired: {
    triggerEvent: "REQUEST_EXPIRED",
    recipientType: "STUDENT",
    type: "FEEDBACK_AVAILABLE",
    variables: ["evaluator_name", "competency_name"],
  },
  requestClosed: {
    triggerEvent: "REQUEST_CLOSED",
    recipientType: "STUDENT",
    type: "FEEDBACK_AVAILABLE",
    variables: ["evaluator_name", "competency_name"],
  },
  requestReminder: {
    triggerEvent: "REQUEST_REMINDER",
    recipientType: "CLINICAL_SUPERVISOR",
    type: "ASSESSMENT_DUE",
    variables: ["student_name", "competency_name", "answer_by"],
  },
  draftReminder: {
    triggerEvent: "DRAFT_REMINDER",
    recipientType: "CLINICAL_SUPERVISOR",
    type: "ASSESSMENT_DUE",
    variables: ["student_name", "competency_name"],
  },
  evidenceSubmitted: {
    triggerEvent: "EVIDENCE_SUBMITTED",
    recipientType: "CLINICAL_SUPERVISOR",
    type: "ASSESSMENT_DUE",
    variables: ["student_name", "competency_name"],
  },
  evidenceReturned: {
    triggerEvent: "EVIDENCE_RETURNED",
    recipientType: "STUDENT",
    type: "FEEDBACK_AVAILABLE",
    variables: ["reviewer_name", "competency_name"],
  },
  evidenceNotAccepted: {
    triggerEvent: "EVIDENCE_NOT_ACCEPTED",
    recipientType: "STUDENT",
    type: "FEEDBACK_AVAILABLE",
    variables: ["reviewer_name", "competency_name"],
  },
  draftSetAside: {
    triggerEvent: "DRAFT_SET_ASIDE",
    recipientType: "STUDENT",
    type: "FEEDBACK_AVAILABLE",
    variables: ["evaluator_name", "competency_name"],
  },
  feedbackAsked: {
    triggerEvent: "FEEDBACK_ASKED",
    recipientType: "CLINICAL_SUPERVISOR",
    type: "ASSESSMENT_DUE",
    variables: ["asker_name", "student_name", "competency_name"],
  },
  feedbackReminder: {
    triggerEvent: "FEEDBACK_REMINDER",
    recipientType: "CLINICAL_SUPERVISOR",
    type: "ASSESSMENT_DUE",
    variables: ["asker_name", "student_name", "competency_name"],
  },
  feedbackCalledOff: {
    triggerEvent: "FEEDBACK_CALLED_OFF",
    recipientType: "CLINICAL_SUPERVISOR",
    type: "ASSESSMENT_DUE",
    variables: ["asker_name", "student_name", "competency_name"],
  },
  feedbackGathered: {
    triggerEvent: "FEEDBACK_GATHERED",
    recipientType: "CLINICAL_SUPERVISOR",
    type: "FEEDBACK_AVAILABLE",
    variables: ["student_name", "competency_name"],
  },
  feedbackReady: {
    triggerEvent: "FEEDBACK_READY",
    recipientType: "STUDENT",
    type: "FEEDBACK_AVAILABLE",
    variables: ["assessor_count", "competency_name"],
  },
  placementMade: {
    triggerEvent: "PLACEMENT_MADE",
    recipientType: "STUDENT",
    type: "SYSTEM_ANNOUNCEMENT",
    variables: ["rotation_name", "first_day", "last_day"],
  },
  hoursApproved: {
    triggerEvent: "HOURS_APPROVED",
    recipientType: "STUDENT",
    type: "FEEDBACK_AVAILABLE",
    variables: ["supervisor_name", "hours"],
  },
  hoursNotApproved: {
    triggerEvent: "HOURS_NOT_APPROVED",
    recipientType: "STUDENT",
    type: "FEEDBACK_AVAILABLE",
    variables: ["supervisor_name", "hours"],
  },
  hoursAsked: {
    triggerEvent: "HOURS_ASKED",
    recipientType: "STUDENT",
    type: "FEEDBACK_AVAILABLE",
    variables: ["supervisor_name", "hours"],
  },
  versionMoved: {
    triggerEvent: "VERSION_MOVED",
    recipientType: "STUDENT",
    type: "PROGRESS_UPDATE",
    variables: ["framework_name", "changes"],
  },
  reportReady: {
    triggerEvent: "REPORT_READY",
    recipientType: "SCHOOL_ADMIN",
    type: "SYSTEM_ANNOUNCEMENT",
    variables: ["report_title", "owner_name"],
  },
  ownReportReady: {
    triggerEvent: "REPORT_READY",
    recipientType: "CLINICAL_SUPERVISOR",
    type: "SYSTEM_ANNOUNCEMENT",
    variables: ["report_title"],
  },
  dataExportReadyForStudent: {
    triggerEvent: "DATA_EXPORT_READY",
    recipientType: "STUDENT",
    type: "SYSTEM_ANNOUNCEMENT",
    variables: ["person_name", "days"],
  },
  erasureRequestedForStudent: {
    triggerEvent: "ERASURE_REQUESTED",
    recipientType: "STUDENT",
    type: "SYSTEM_ANNOUNCEMENT",
    variables: ["person_name", "due_day"],
  },
  dataExportReadyForSupervisor: {
    triggerEvent: "DATA_EXPORT_READY",
    recipientType: "CLINICAL_SUPERVISOR",
    type: "SYSTEM_ANNOUNCEMENT",
    variables: ["person_name", "days"],
  },
  erasureRequestedForSupervisor: {
    triggerEvent: "ERASURE_REQUESTED",
    recipientType: "CLINICAL_SUPERVISOR",
    type: "SYSTEM_ANNOUNCEMENT",
    variables: ["person_name", "due_day"],
  },
  dataExportReadyForAdmin: {
    triggerEvent: "DATA_EXPORT_READY",
    recipientType: "SCHOOL_ADMIN",
    type: "SYSTEM_ANNOUNCEMENT",
    variables: ["person_name", "days"],
  },
  erasureRequestedForAdmin: {
    triggerEvent: "ERASURE_REQUESTED",
    recipientType: "SCHOOL_ADMIN",
    type: "SYSTEM_ANNOUNCEMENT",
    variables: ["person_name", "due_day"],
  },
  reportStopped: {
    triggerEvent: "REPORT_STOPPED",
    recipientType: "SCHOOL_ADMIN",
    type: "SYSTEM_ANNOUNCEMENT",
    variables: ["report_title", "reason"],
  },
  ownReportStopped: {
    triggerEvent: "REPORT_STOPPED",
    recipientType: "CLINICAL_SUPERVISOR",
    type: "SYSTEM_ANNOUNCEMENT",
    variables: ["report_title", "reason"],
  },
  auditBroken: {
    triggerEvent: "AUDIT_BROKEN",
    recipientType: "SCHOOL_ADMIN",
    type: "SYSTEM_ANNOUNCEMENT",
    variables: ["school_name"],
  },
  integrityFound: {
    triggerEvent: "INTEGRITY_FOUND",
    recipientType: "SCHOOL_ADMIN",
    type: "SYSTEM_ANNOUNCEMENT",
    variables: ["check_name"],
  },
  schoolMessage: {
    triggerEvent: "SCHOOL_MESSAGE",
    recipientType: "STUDENT",
    type: "SYSTEM_ANNOUNCEMENT",
    variables: ["sender_name", "words"],
  },
} as const satisfies Record<string, Template>;

export type TemplateName = keyof typeof templates;
