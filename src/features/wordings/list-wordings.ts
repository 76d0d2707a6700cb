import { sentenceKeys, sentences } from "#src/features/analytics/sentences.ts";
import { canOpen } from "#src/features/wordings/ask-model.ts";
import { permissions } from "#src/features/wordings/permissions.ts";
import { hashOfOurs } from "#src/features/wordings/queries.ts";
import type { Wording, WordingsAnswer } from "#src/features/wordings/schema.ts";
import { selectModel, selectWordings } from "#src/features/wordings/statements.ts";
import { type KeyState, refusals, type WordingState } from "#src/features/wordings/values.ts";
import type { RowOf } from "#src/platform/db/statement.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** The school's model, without its key, and each sentence of ours beside what the model made of it. */
export function listWordings({ actor }: UserContext): Promise<WordingsAnswer> {
  authorize(actor, permissions.manage, { schoolId: actor.schoolId });
  return readAs(actor, (tx) => getWordings(tx, actor.schoolId));
}

export async function getWordings(tx: Tx, schoolId: string): Promise<WordingsAnswer> {
  const [[model], rows] = await Promise.all([
    tx.query(selectModel, { schoolId }),
    tx.query(selectWordings, { schoolId }),
  ]);
  const kept = new Map(rows.map((row) => [row.id, row]));
  return {
    model: model ? { ...modelOf(model), key: keyStateOf(model.sealedWith) } : null,
    sentences: sentenceKeys.map((id): Wording => {
      const row = kept.get(id);
      const ours = sentences[id].words;
      if (!row || row.ofWords !== hashOfOurs(id)) {
        return { id, ours, theirs: null, state: "WAITING", refusal: null };
      }
      const refusal = refusals.find((one) => one === row.refusal) ?? null;
      return { id, ours, theirs: row.words, state: stateOf(row), refusal };
    }),
  };
}

function modelOf({ address, model, isOn, fault }: RowOf<typeof selectModel>) {
  return { address, model, isOn, fault };
}

function keyStateOf(sealedWith: string | null): KeyState {
  if (sealedWith === null) return "NONE";
  return canOpen(sealedWith) ? "SAVED" : "UNREADABLE";
}

function stateOf({ refusal, isSetAside }: RowOf<typeof selectWordings>): WordingState {
  if (refusal !== null) return "REFUSED";
  return isSetAside ? "SET_ASIDE" : "ACCEPTED";
}
