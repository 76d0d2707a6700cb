import { z } from "zod";
import { outsideName, outsideUuid } from "#src/features/learning-analytics/forwarding/outside-names.ts";
import type { InteractionType } from "#src/platform/interactions/interactions.ts";
import { roles } from "#src/policy/actor.ts";

export const interactionRow = z.object({
  id: z.string(),
  schoolId: z.string(),
  userId: z.string(),
  // A newer release may know more of both.
  role: z.string(),
  type: z.string(),
  /** To the minute. */
  at: z.date(),
});

/** An event as PostHog takes it. Two with the same uuid, event, timestamp and distinct_id count as one. */
export type OutsideEvent = {
  uuid: string;
  event: string;
  distinct_id: string;
  /** ISO */
  timestamp: string;
  properties: {
    feature: string;
    role: string;
    school: string;
    /** The service keeps no profile of a person. */
    $process_person_profile: false;
    /** And looks for no place by the address from which it was sent, which is this server's. */
    $geoip_disable: true;
  };
};

/** What is sent, and nothing else: kinds that are not here stay in the house. */
const sentKinds: Record<InteractionType, { event: string; feature: string }> = {
  VIEW: { event: "page_opened", feature: "competencies" },
  ASSESSMENT_START: { event: "assessment_begun", feature: "assessments" },
  ASSESSMENT_COMPLETE: { event: "assessment_finished", feature: "assessments" },
  EVIDENCE_UPLOAD: { event: "evidence_added", feature: "evidence" },
  FEEDBACK_VIEW: { event: "feedback_read", feature: "feedback" },
  PROGRESS_CHECK: { event: "progress_looked_at", feature: "progress" },
  REPORT_GENERATE: { event: "report_made", feature: "reports" },
};
const kindsByName = new Map<string, { event: string; feature: string }>(Object.entries(sentKinds));
const knownRoles = new Set<string>(roles);

/** Undefined for a kind or a role that may not leave the house. */
export function outsideEventOf(row: z.output<typeof interactionRow>): OutsideEvent | undefined {
  const kind = kindsByName.get(row.type);
  if (!kind || !knownRoles.has(row.role)) return undefined;
  return {
    uuid: outsideUuid(row.id),
    event: kind.event,
    distinct_id: outsideName("person", row.userId),
    timestamp: row.at.toISOString(),
    properties: {
      feature: kind.feature,
      role: row.role.toLowerCase(),
      school: outsideName("school", row.schoolId),
      $process_person_profile: false,
      $geoip_disable: true,
    },
  };
}
