import { writeFileSync } from "node:fs";

/**
 * A reporter of vitest that writes what tests/run.mjs counts into the file RUN_REPORT: every test by its project, and
 * the time of each project. Vitest's own JSON does not contain the projects.
 */
export default class RunReport {
  /** From the first file queued to the last file done of each project; the projects run one after the other. */
  #spans = new Map();

  onTestModuleQueued({ project }) {
    if (!this.#spans.has(project.name)) this.#spans.set(project.name, { from: performance.now(), to: 0 });
  }

  onTestModuleEnd({ project }) {
    const span = this.#spans.get(project.name);
    if (span) span.to = performance.now();
  }

  onTestRunEnd(modules) {
    const report = {
      projects: [...this.#spans].map(([name, { from, to }]) => ({ name, durationMs: Math.max(0, to - from) })),
      files: modules.map((module) => ({
        path: module.relativeModuleId,
        state: module.state(),
        message: module.errors()[0]?.message ?? "",
        tests: [...module.children.allTests()].map((test) => ({
          name: test.fullName,
          state: test.result().state,
          message: test.result().errors?.[0]?.message ?? "",
          durationMs: test.diagnostic()?.duration ?? 0,
        })),
      })),
    };
    writeFileSync(process.env.RUN_REPORT, JSON.stringify(report));
  }
}
