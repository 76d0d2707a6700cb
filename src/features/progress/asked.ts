import { type Column, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { users } from "#src/platform/db/tables/users.ts";

const q = alias(assessments, "q");
const qu = alias(users, "qu");

/** JSON of the latest request for an assessment that still waits for its assessor, or null. */
export function askedSql({
  userId,
  competencyId,
}: Record<"userId" | "competencyId", Column>): SQL<{ assessor: string | null; at: string } | null> {
  return sql<{ assessor: string | null; at: string } | null>`(
    select json_build_object('assessor', ${qu.name}, 'at', ${q.createdAt})
    from ${assessments} ${q} left join ${users} ${qu} on ${qu.id} = ${q.assessorId}
    where ${q.studentId} = ${userId} and ${q.competencyId} = ${competencyId} and ${isOneOf(q.status, "REQUESTED")}
    order by ${q.createdAt} desc, ${q.id} desc limit 1)`;
}
