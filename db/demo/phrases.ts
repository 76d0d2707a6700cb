import type { PhraseKind } from "#src/features/phrases/values.ts";
import { insertRows } from "#src/features/samples/insert-rows.ts";
import { quickPhrases } from "#src/platform/db/tables/quick-phrases.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { demoSchool, stableUuid, supervisors } from "./people.ts";

const ofSchool: readonly [PhraseKind, string][] = [
  ["STRENGTH", "Introduced themselves, checked identity and asked for consent."],
  ["STRENGTH", "Hand hygiene at every moment."],
  ["STRENGTH", "Asked for help in time."],
  ["NEXT_STEP", "Say the plan aloud before you start."],
  ["NEXT_STEP", "Hand over in the order of the card, without the card."],
  ["ANY", "Ask the patient for feedback as well."],
];

const ofMaya: readonly [PhraseKind, string][] = [
  ["STRENGTH", "Calm and systematic, also when interrupted."],
  ["STRENGTH", "Told the patient each step before it came."],
  ["NEXT_STEP", "Watch it once more on the ward round, then do it with me beside you."],
  ["NEXT_STEP", "Check the allergy band before reaching for the tray."],
];

/** Phrases of the school and of the demo supervisor. */
export async function insertPhrases(tx: Tx, midnight: number): Promise<void> {
  const maya = stableUuid(supervisors[0].email);
  const at = new Date(midnight - 60 * 86_400_000);
  const rowsOf = (ownerId: string | null, phrases: readonly [PhraseKind, string][]) =>
    phrases.map(([kind, words]) => ({
      ...{ id: stableUuid(`phrase:${ownerId}:${words}`), schoolId: demoSchool.id, ownerId, kind, words },
      ...{ createdAt: at, updatedAt: at },
    }));
  await insertRows(tx, quickPhrases, [...rowsOf(null, ofSchool), ...rowsOf(maya, ofMaya)]);
}
