import http from "node:http";

/**
 * The load, in a process of its own: `connections` keep-alive connections that each send the next request when the last
 * one is answered. Receives its job from the parent, and answers with latencies in milliseconds.
 */
export type Job = {
  port: number;
  connections: number;
  seconds: number;
  /** `queue` and `centre` are read by the supervisor with 5,000 assessments. */
  kind: "read" | "submit" | "queue" | "centre";
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
      const { status, bytes } = await send(agent, job, n);
      outcome.latencies.push(performance.now() - sentAt);
      outcome.requests += 1;
      outcome.bytes += bytes;
      if (status >= 300) outcome.failures += 1;
    }
  };
  await Promise.all(Array.from({ length: job.connections }, worker));
  outcome.wallMs = performance.now() - startedAt;
  agent.destroy();
  return outcome;
}

function send(agent: http.Agent, job: Job, n: number): Promise<{ status: number; bytes: number }> {
  // A stride coprime to the number of students visits all of them, in an order without locality.
  const student = ((n * 7919) % job.students) + 1;
  const supervisor = `sup${Math.floor((student - 1) / 20) + 1}`;
  const isRead = job.kind !== "submit";
  const subject = { read: `stu${student}`, submit: supervisor, queue: "busy", centre: "busy" }[job.kind];
  const body = isRead
    ? undefined
    : JSON.stringify({
        studentId: `stu${student}`,
        competencyId: `bench_c${21 + (n % 25)}`,
        evaluationData: {
          overallRating: 2 + (n % 2),
          strengths: "Explained each step to the patient and checked consent.",
          nextSteps: "Say the plan aloud before starting.",
        },
      });
  const path = job.isFloor
    ? `/${{ read: "student", submit: "supervisor", queue: "queue", centre: "centre" }[job.kind]}/${subject}`
    : {
        read: "/api/competency-progress",
        submit: "/api/competency-assessments",
        queue: "/api/competency-assessments/queue?limit=20",
        centre: "/api/competency-assessments/centre?tab=submitted",
      }[job.kind];
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
      method: isRead ? "GET" : "POST",
      headers,
    });
    request.on("response", (response) => {
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, bytes }));
      response.on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}
