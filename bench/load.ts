import http from "node:http";

/**
 * The load, in a process of its own: `connections` keep-alive connections that each send the next request when the last
 * one is answered. Receives its job from the parent, and answers with latencies in milliseconds.
 */
export type Job = {
  port: number;
  connections: number;
  seconds: number;
  /** `queue` and `centre` are read by the supervisor with 5,000 assessments; a `batch` has 200 rows. */
  kind: "read" | "submit" | "batch" | "queue" | "centre";
  students: number;
  isFloor: boolean;
  tokens: Record<string, string>;
};
export type Outcome = { requests: number; failures: number; bytes: number; latencies: number[]; wallMs: number };

process.on("message", (job: Job) => {
  void run(job).then((outcome) => process.send?.(outcome));
});
process.once("disconnect", () => process.exit(0));

async function run(job: Job): Promise<Outcome> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: job.connections });
  const outcome: Outcome = { requests: 0, failures: 0, bytes: 0, latencies: [], wallMs: 0 };
  const startedAt = performance.now();
  const endAt = startedAt + job.seconds * 1000;
  let n = 0;
  const worker = async () => {
    while (performance.now() < endAt) {
      n += 1;
      const sentAt = performance.now();
      const { status, bytes, isWhole } = await send(agent, job, n);
      outcome.latencies.push(performance.now() - sentAt);
      outcome.requests += 1;
      outcome.bytes += bytes;
      if (status >= 300 || !isWhole) outcome.failures += 1;
    }
  };
  await Promise.all(Array.from({ length: job.connections }, worker));
  outcome.wallMs = performance.now() - startedAt;
  agent.destroy();
  return outcome;
}

const rowsOfBatch = 200;

function send(agent: http.Agent, job: Job, n: number): Promise<{ status: number; bytes: number; isWhole: boolean }> {
  // A stride coprime to the number of students visits all of them, in an order without locality.
  const student = ((n * 7919) % job.students) + 1;
  const supervisor = Math.floor((student - 1) / 20) + 1;
  const { path, subject, body } = requestOf(job, n, { student, supervisor });
  const headers: Record<string, string | number> = { authorization: `Bearer ${job.tokens[subject] ?? ""}` };
  if (body !== undefined) {
    headers["content-type"] = "application/json";
    headers["content-length"] = Buffer.byteLength(body);
  }
  return new Promise((resolve, reject) => {
    const request = http.request({
      agent,
      port: job.port,
      host: "127.0.0.1",
      path,
      method: body === undefined ? "GET" : "POST",
      headers,
    });
    request.on("response", (response) => {
      let bytes = 0;
      let isWhole = true;
      response.on("data", (chunk: Buffer) => {
        // The count comes first in the answer.
        if (bytes === 0 && job.kind === "batch") isWhole = /"submitted":200/.test(chunk.toString("utf8"));
        bytes += chunk.length;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, bytes, isWhole }));
      response.on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}

function requestOf(
  { kind, isFloor }: Job,
  n: number,
  of: { student: number; supervisor: number },
): { path: string; subject: string; body?: string } {
  const supervisor = `sup${of.supervisor}`;
  const student = `stu${of.student}`;
  switch (kind) {
    case "read":
      return { path: isFloor ? `/student/${student}` : "/api/competency-progress", subject: student };
    case "queue":
      return { path: isFloor ? "/queue/busy" : "/api/competency-assessments/queue?limit=20", subject: "busy" };
    case "centre":
      return { path: isFloor ? "/centre/busy" : "/api/competency-assessments/centre?tab=submitted", subject: "busy" };
    case "submit":
      return {
        path: isFloor ? `/supervisor/${supervisor}` : "/api/competency-assessments",
        subject: supervisor,
        body: JSON.stringify(assessmentOf(student, n)),
      };
    case "batch": {
      const firstStudent = (of.supervisor - 1) * 20 + 1;
      const rows = Array.from({ length: rowsOfBatch }, (_, row) => ({
        key: `${process.pid}-${n}-${row}`,
        ...assessmentOf(`stu${firstStudent + (row % 20)}`, n + Math.floor(row / 20)),
      }));
      return {
        path: isFloor ? `/batch/${supervisor}` : "/api/competency-assessments/batch",
        subject: supervisor,
        body: JSON.stringify({ rows }),
      };
    }
  }
}

function assessmentOf(studentId: string, n: number) {
  return {
    studentId,
    competencyId: `bench_c${21 + (n % 25)}`,
    evaluationData: {
      overallRating: 2 + (n % 2),
      strengths: "Explained each step to the patient and checked consent.",
      nextSteps: "Say the plan aloud before starting.",
    },
  };
}
