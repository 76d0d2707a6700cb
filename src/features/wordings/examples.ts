import { hashOfOurs } from "#src/features/wordings/queries.ts";
import { type MakeExamples, type Subject, schoolOf } from "../../../tests/support/example.ts";

const path = "/api/suggestion-wordings";

export const makeExamples: MakeExamples = (owner) => {
  const self = <Call>(call: Call) => ({ about: "self" as const, call });
  /** Of the caller's own school, the north. */
  async function arrange(): Promise<void> {
    const schoolId = schoolOf.amina;
    await owner().query(
      `insert into wording_settings (school_id, address, model) values ($1, 'https://models.invalid/v1', 'small')
       on conflict do nothing`,
      [schoolId],
    );
    await owner().query(
      `insert into wordings (school_id, sentence_id, of_words, words) values ($1, 'overdue', $2, 'This is {{days}} late.')
       on conflict do nothing`,
      [schoolId, hashOfOurs("overdue")],
    );
  }
  const arranged = (call: { path: string; body?: unknown }) =>
    self(async (_: Subject) => {
      await arrange();
      return call;
    });

  return {
    [`GET ${path}`]: self(() => ({ path })),
    [`PUT ${path}/model`]: self(() => ({
      path: `${path}/model`,
      body: { address: "https://models.invalid/v1", model: "small", key: "sk-example" },
    })),
    [`DELETE ${path}/model`]: self(() => ({ path: `${path}/model` })),
    [`PUT ${path}/switch`]: arranged({ path: `${path}/switch`, body: { isOn: true } }),
    [`PUT ${path}/sentences/:sentence`]: arranged({ path: `${path}/sentences/overdue`, body: { usesOurs: true } }),
    [`POST ${path}/test`]: arranged({ path: `${path}/test` }),
  };
};
