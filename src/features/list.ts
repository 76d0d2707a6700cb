import { feature as analytics } from "#src/features/analytics/feature.ts";
import { feature as approvals } from "#src/features/approvals/feature.ts";
import { feature as assessments } from "#src/features/assessments/feature.ts";
import { feature as audit } from "#src/features/audit/feature.ts";
import { feature as calendar } from "#src/features/calendar/feature.ts";
import { feature as certificates } from "#src/features/certificates/feature.ts";
import { feature as cohortMatrix } from "#src/features/cohort-matrix/feature.ts";
import { feature as deployments } from "#src/features/deployments/feature.ts";
import { feature as feedback } from "#src/features/feedback/feature.ts";
import { feature as files } from "#src/features/files/feature.ts";
import { feature as firstHour } from "#src/features/first-hour/feature.ts";
import { feature as flags } from "#src/features/flags/feature.ts";
import { feature as frameworkMigrations } from "#src/features/framework-migrations/feature.ts";
import { feature as frameworkVersions } from "#src/features/framework-versions/feature.ts";
import { feature as frameworks } from "#src/features/frameworks/feature.ts";
import { feature as health } from "#src/features/health/feature.ts";
import { feature as jobs } from "#src/features/jobs/feature.ts";
import { feature as keys } from "#src/features/keys/feature.ts";
import { feature as learningAnalytics } from "#src/features/learning-analytics/feature.ts";
import { feature as notifications } from "#src/features/notifications/feature.ts";
import { feature as ownProgress } from "#src/features/own-progress/feature.ts";
import { feature as ownRatings } from "#src/features/own-ratings/feature.ts";
import { feature as people } from "#src/features/people/feature.ts";
import { feature as peopleImports } from "#src/features/people-imports/feature.ts";
import { feature as phrases } from "#src/features/phrases/feature.ts";
import { feature as predictions } from "#src/features/predictions/feature.ts";
import { feature as privacy } from "#src/features/privacy/feature.ts";
import { feature as profile } from "#src/features/profile/feature.ts";
import { feature as programs } from "#src/features/programs/feature.ts";
import { feature as progress } from "#src/features/progress/feature.ts";
import { feature as ratingScales } from "#src/features/rating-scales/feature.ts";
import { feature as renewals } from "#src/features/renewals/feature.ts";
import { feature as reports } from "#src/features/reports/feature.ts";
import { feature as requests } from "#src/features/requests/feature.ts";
import { feature as rotations } from "#src/features/rotations/feature.ts";
import { feature as samples } from "#src/features/samples/feature.ts";
import { feature as savedViews } from "#src/features/saved-views/feature.ts";
import { feature as schools } from "#src/features/schools/feature.ts";
import { feature as search } from "#src/features/search/feature.ts";
import { feature as selfEvaluations } from "#src/features/self-evaluations/feature.ts";
import { feature as sessions } from "#src/features/sessions/feature.ts";
import { feature as studentMessages } from "#src/features/student-messages/feature.ts";
import { feature as submissions } from "#src/features/submissions/feature.ts";
import { feature as timeRecords } from "#src/features/time-records/feature.ts";
import { feature as transcripts } from "#src/features/transcripts/feature.ts";
import { feature as wordings } from "#src/features/wordings/feature.ts";

/** Every feature; one that is not listed here is not part of the program. The sidebar follows this order. */
export const features = [
  sessions,
  progress,
  ownProgress,
  cohortMatrix,
  analytics,
  requests,
  assessments,
  feedback,
  selfEvaluations,
  ownRatings,
  files,
  frameworks,
  frameworkVersions,
  frameworkMigrations,
  deployments,
  people,
  programs,
  peopleImports,
  ratingScales,
  schools,
  rotations,
  predictions,
  renewals,
  approvals,
  phrases,
  notifications,
  jobs,
  health,
  flags,
  keys,
  submissions,
  timeRecords,
  certificates,
  transcripts,
  reports,
  profile,
  privacy,
  audit,
  calendar,
  savedViews,
  firstHour,
  samples,
  studentMessages,
  search,
  learningAnalytics,
  wordings,
] as const;
