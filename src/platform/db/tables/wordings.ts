import { boolean, integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";

export const wordingSettings = pgTable("wording_settings", {
  schoolId: text("school_id").primaryKey(),
  address: text("address").notNull(),
  model: text("model").notNull(),
  /** By `platform/sealed`; never read by `authenticated`. */
  sealedKey: text("sealed_key").$type<Sealed>(),
  sealedWith: text("sealed_with"),
  isOn: boolean("is_on").notNull().default(false),
  fault: text("fault", {
    enum: ["ADDRESS", "KEY_REFUSED", "KEY_UNREADABLE", "REQUEST_REFUSED", "UNREACHABLE", "UNREADABLE"],
  }),
  revision: integer("revision").notNull().default(1),
  updatedAt: instant("updated_at").notNull().default(now),
});

export const wordings = pgTable("wordings", {
  schoolId: text("school_id").notNull(),
  sentenceId: text("sentence_id").notNull(),
  /** The hash of our sentence that they rephrase. */
  ofWords: text("of_words").notNull(),
  words: text("words").notNull(),
  refusal: text("refusal"),
  isSetAside: boolean("is_set_aside").notNull().default(false),
  isShown: boolean("is_shown").notNull().default(false),
  madeAt: instant("made_at").notNull().default(now),
});
