import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sleep } from "#src/processes/start/postmaster.mjs";
import { supervisors } from "../../db/demo/people.ts";
import { startDemoProgram } from "../support/demo-program.ts";
import { signIn } from "../support/http-client.ts";
import { discardProgram, ownerUrlOf, type Program } from "../support/program.ts";
import { type Follower, follow, Submitters, type Target, waitFor } from "../support/submitters.ts";

const clients = 20;
const kills = process.env.SOAK ? 10 : 3;
const parts = ["web", "worker", "database"] as const;

let program: Program;
let target: Target;

beforeAll(async () => {
  program = await startDemoProgram({ env: { RATE_LIMIT_PER_MINUTE: "100000" } });
  target = { addresses: [program.address], ownerUrl: () => ownerUrlOf(program) };
});
afterAll(() => discardProgram(program));

describe("killing web, worker and database while 20 clients submit", () => {
  let submitters: Submitters;
  const followers: Follower[] = [];

  it("answers every submission in the end", { timeout: 600_000 }, async () => {
    submitters = new Submitters(target);
    for (const email of ["student@demo.test", "ben.kim@demo.test"]) {
      followers.push(await follow(target, await signIn(program.address, email)));
    }
    await submitters.start(
      clients,
      supervisors.map(({ email }) => email),
    );
    for (let round = 1; round <= kills; round += 1) {
      for (const part of parts) {
        await sleep(1500);
        const pid = program.pidOf(part);
        expect(pid, `${part} runs before it is killed`).toBeGreaterThan(0);
        if (pid) process.kill(pid, "SIGKILL");
        await untilReplaced(part, pid ?? 0);
      }
    }
    await program.untilReady();
    await submitters.stop();
    expect(submitters.acknowledged.length).toBeGreaterThan(clients * kills);
  });

  it("has every confirmed assessment once, and no others", () => submitters.expectAssessments());

  it("has every event and notification once, and every event numbered once", () => submitters.expectEvents());

  it("has progress that equals a recount from the evaluations", () => submitters.expectProgress());

  it("has sent everything once and in order to each socket that reconnected", () =>
    submitters.expectFollowed(followers));
});

async function untilReplaced(part: (typeof parts)[number], killed: number): Promise<void> {
  await waitFor(() => {
    const pid = program.pidOf(part);
    return pid !== undefined && pid !== killed;
  });
}
