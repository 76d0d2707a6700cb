import { and, eq, sql } from "drizzle-orm";
import type { ModelFault } from "#src/features/wordings/values.ts";
import { type Params, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { wordingSettings as s, wordings as w } from "#src/platform/db/tables/wordings.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";

type OfSchool = { schoolId: string };

/** What an admin sees; the sealed key is not among it. */
export const selectModel = statement("wording_model_get", (db, p: Params<OfSchool>) =>
  db
    .select({ address: s.address, model: s.model, sealedWith: s.sealedWith, isOn: s.isOn, fault: s.fault })
    .from(s)
    .where(eq(s.schoolId, p.schoolId)),
);

/** What is needed to ask the model: for commands and jobs alone. */
const asked = {
  schoolId: s.schoolId,
  address: s.address,
  model: s.model,
  sealedKey: s.sealedKey,
  isOn: s.isOn,
  fault: s.fault,
  revision: s.revision,
};

export const selectAsked = statement("wording_model_asked", (db, p: Params<OfSchool>) =>
  db.select(asked).from(s).where(eq(s.schoolId, p.schoolId)),
);

export const lockModel = statement("wording_model_lock", (db, p: Params<OfSchool>) =>
  db
    .select({ ...asked, sealedWith: s.sealedWith })
    .from(s)
    .where(eq(s.schoolId, p.schoolId))
    .for("update"),
);

export const selectSchools = statement("wording_schools", (db) =>
  db.select({ schoolId: s.schoolId, fault: s.fault }).from(s).orderBy(s.schoolId),
);

type Model = OfSchool & {
  address: string;
  model: string;
  sealedKey: Sealed | null;
  sealedWith: string | null;
  at: Date;
};

export const upsertModel = statement("wording_model_put", (db, p: Params<Model>) => {
  const row = { address: p.address, model: p.model, sealedKey: p.sealedKey, sealedWith: p.sealedWith, updatedAt: p.at };
  return db
    .insert(s)
    .values({ schoolId: p.schoolId, ...row })
    .onConflictDoUpdate({ target: s.schoolId, set: { ...row, fault: null, revision: sql`${s.revision} + 1` } });
});

export const deleteModel = statement("wording_model_delete", (db, p: Params<OfSchool>) =>
  db.delete(s).where(eq(s.schoolId, p.schoolId)),
);

export const updateSwitch = statement("wording_model_switch", (db, p: Params<OfSchool & { isOn: boolean; at: Date }>) =>
  db.update(s).set({ isOn: p.isOn, updatedAt: p.at }).where(eq(s.schoolId, p.schoolId)),
);

/** Not of settings that have changed since they were read. */
export const updateFault = statement(
  "wording_model_fault",
  (db, p: Params<OfSchool & { revision: number; fault: ModelFault | null }>) =>
    db
      .update(s)
      .set({ fault: p.fault })
      .where(and(eq(s.schoolId, p.schoolId), eq(s.revision, p.revision), sql`${s.fault} is distinct from ${p.fault}`)),
);

export const selectWordings = statement("wordings_list", (db, p: Params<OfSchool>) =>
  db
    .select({
      id: w.sentenceId,
      ofWords: w.ofWords,
      words: w.words,
      refusal: w.refusal,
      isSetAside: w.isSetAside,
      isShown: w.isShown,
    })
    .from(w)
    .where(eq(w.schoolId, p.schoolId)),
);

export const deleteWordings = statement("wordings_delete", (db, p: Params<OfSchool>) =>
  db.delete(w).where(eq(w.schoolId, p.schoolId)),
);

/** By the school's switch, for all of its sentences. */
export const showWordings = statement("wordings_show", (db, p: Params<OfSchool & { isOn: boolean }>) =>
  db
    .update(w)
    .set({ isShown: sql`${p.isOn}::boolean and ${w.refusal} is null and not ${w.isSetAside}` })
    .where(eq(w.schoolId, p.schoolId)),
);

/** One that is not refused. */
export const setAside = statement(
  "wording_set_aside",
  (db, p: Params<OfSchool & { id: string; isSetAside: boolean; isShown: boolean }>) =>
    db
      .update(w)
      .set({ isSetAside: p.isSetAside, isShown: p.isShown })
      .where(and(eq(w.schoolId, p.schoolId), eq(w.sentenceId, p.id), sql`${w.refusal} is null`)),
);

type Made = OfSchool & {
  revision: number;
  id: string;
  ofWords: string;
  words: string;
  refusal: string | null;
  at: Date;
};

/** Keeps what the model of this revision of the settings made, unless the school has named another meanwhile. */
export const insertMade = sqlWrite(
  "wording_made",
  (p: Params<Made>) => sql`
    insert into ${w} (school_id, sentence_id, of_words, words, refusal, is_shown, made_at)
    select ${s.schoolId}, ${p.id}, ${p.ofWords}, ${p.words}, ${p.refusal}, ${s.isOn} and ${p.refusal}::text is null, ${p.at}
    from ${s} where ${s.schoolId} = ${p.schoolId} and ${s.revision} = ${p.revision} for share
    on conflict (school_id, sentence_id) do update set of_words = excluded.of_words, words = excluded.words,
      refusal = excluded.refusal, is_set_aside = false, is_shown = excluded.is_shown, made_at = excluded.made_at`,
);
