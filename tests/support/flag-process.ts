import { flagFor } from "#src/features/flags/flag-for.ts";
import { bus } from "#src/platform/bus/open-bus.ts";
import type { UserActor } from "#src/policy/actor.ts";
import { people } from "./two-schools.ts";

/** A process that, as a worker, follows no flags before a job asks for one: it answers each message with what Amina gets. */
bus("app_worker");
const { id, role, schoolId } = people.amina;
const actor: UserActor = { kind: "user", userId: id, role, schoolId, sessionId: `session_${id}` };
process.on("message", async () => process.send?.(await flagFor(actor, "student-home.recent-first")));
