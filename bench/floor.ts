import http from "node:http";
import { listCentre } from "#src/features/assessments/list-centre.ts";
import { listQueue } from "#src/features/assessments/list-queue.ts";
import type { submitBody } from "#src/features/assessments/schema.ts";
import { signAssessment } from "#src/features/assessments/signing/sign-assessment.ts";
import { findProgressRow } from "#src/features/progress/queries.ts";
import { newId } from "#src/lib/ids.ts";
import { readAs, type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import type { UserActor } from "#src/policy/actor.ts";

/**
 * The floor: bare node http over the same pool and the same prepared statements, without routing, sign-in, limits,
 * checks of input and output, headers, metrics. The difference to it is what these cost.
 * Reads: GET /student/<id>, /queue/<id>, /centre/<id>. Submits: POST /supervisor/<id> with the API's body, which is not
 * checked; POST /batch/<id> signs the rows in one transaction, without their keys.
 */
const server = http.createServer((request, response) => {
  void answer(request, response).catch((error: unknown) => {
    response.statusCode = 500;
    response.end(String(error));
  });
});

async function answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const [, kind = "", id = ""] = (request.url ?? "").split("/");
  if (kind === "student") {
    const row = await readAs(actorOf(id, "STUDENT"), (tx) => findProgressRow(tx, id));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(row));
    return;
  }
  if (kind === "queue" || kind === "centre") {
    const ctx = contextOf(actorOf(id, "CLINICAL_SUPERVISOR"));
    const page =
      kind === "queue" ? await listQueue(ctx, { limit: 20 }) : await listCentre(ctx, { tab: "submitted", limit: 50 });
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(page));
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Submission & { rows: Submission[] };
  const actor = actorOf(id, "CLINICAL_SUPERVISOR");
  const result = await withActor(actor, async (tx) => {
    if (kind !== "batch") return sign(tx, actor, body);
    const results = [];
    for (const row of body.rows) results.push(await sign(tx, actor, row));
    return { submitted: results.length, results };
  });
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(result));
}

type Submission = ReturnType<typeof submitBody.parse>;

function sign(tx: Tx, actor: UserActor, { studentId, competencyId, evaluationData }: Submission) {
  return signAssessment(tx, actor, {
    studentId,
    competencyId,
    evaluationData,
    evidenceFiles: [],
    metadata: undefined,
    assessmentId: newId(),
    from: "NEW",
    requestId: newId(),
  });
}

function contextOf(actor: UserActor): UserContext {
  return { actor, requestId: newId(), headers: new Headers(), ip: "", addHeader: () => {}, bracket: undefined };
}

function actorOf(userId: string, role: UserActor["role"]): UserActor {
  return { kind: "user", userId, role, schoolId: "bench", sessionId: "bench" };
}

server.listen(Number(process.env.PORT), "127.0.0.1", () => process.send?.("ready"));
process.once("disconnect", () => process.exit(0));
