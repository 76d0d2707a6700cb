import { describe, expect, it } from "vitest";
import { metricsText, observeRequest, onScrape, setJobs } from "#src/platform/metrics/metrics.ts";

describe("the metrics", () => {
  it("count requests by route pattern, and those that failed on our side", async () => {
    observeRequest("GET", "/api/things/:id", 200, 12);
    observeRequest("GET", "/api/things/:id", 503, 40);
    const text = await metricsText();
    expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/api/things/:id",status="200"} 1');
    expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/api/things/:id",status="503"} 1');
    expect(text).toContain('http_errors_total{method="GET",route="/api/things/:id"} 1');
  });

  it("are updated when they are read, and returned although one update fails", async () => {
    const stop = onScrape(async () =>
      setJobs({
        lengths: { waiting: 7 },
        oldestWaitingSeconds: 3,
        reportAgeSeconds: 1,
        workers: 2,
        smsSegments: 4,
        totals: [{ job: "audit.seal", completed: 5, retried: 0, failed: 1, cancelled: 0 }],
      }),
    );
    const stopFailing = onScrape(async () => {
      throw new Error("the database is away");
    });
    await metricsText();
    const text = await metricsText();
    expect(text).toContain('jobs_queue_length{state="waiting"} 7');
    expect(text).toContain("jobs_oldest_waiting_seconds 3");
    expect(text).toContain('sms_segments_sent{process="worker"} 4');
    // A total that is read twice is not added up.
    expect(text).toContain('jobs_finished_total{job="audit.seal",outcome="completed"} 5');
    stop();
    stopFailing();
  });

  it("take a few microseconds of a request", () => {
    const runs = 20_000;
    const startedAt = performance.now();
    for (let run = 0; run < runs; run += 1) observeRequest("GET", "/api/cheap", 200, run % 50);
    expect((performance.now() - startedAt) / runs).toBeLessThan(0.05);
  });
});
