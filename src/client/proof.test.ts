import { expect, it } from "vitest";
import { askForProof, onProofNeeded } from "#src/client/proof.ts";

it("asks once for all who need it at once, and again later", async () => {
  let asked = 0;
  let answer = (_isProved: boolean) => {};
  const stop = onProofNeeded(() => {
    asked += 1;
    return new Promise((resolve) => {
      answer = resolve;
    });
  });
  const both = Promise.all([askForProof(), askForProof()]);
  answer(true);
  expect(await both).toEqual([true, true]);
  expect(asked).toBe(1);
  const third = askForProof();
  answer(false);
  expect(await third).toBe(false);
  expect(asked).toBe(2);
  stop();
  expect(await askForProof()).toBe(false);
});
