import { actor, ownedBy, type PersonalTable, subject } from "./personal-table.ts";

const theLaw = "The proof that the school did what it owes the person; it leads to an emptied row.";

/** What is kept about a person's own rights. */
export const privacyTables: Readonly<Record<string, PersonalTable>> = {
  person_exports: {
    purpose: "Give a person what is known about them.",
    seenBy: "The person; that there is one, the school's admins.",
    keptFor: "The archive for 7 days, the row for 90.",
    people: [ownedBy("user_id"), actor("requested_by")],
    goes: "id school_id state progress error size_bytes requested_at finished_at expires_at storage_key sha256",
    withheld: { storage_key: "Where it is stored is nobody's business." },
    plain: "",
  },
  erasures: {
    purpose: "Erase a person, and prove it.",
    seenBy: "The person and the school's admins.",
    keptFor: "As long as the school.",
    people: [subject("user_id"), actor("requested_by"), actor("ended_by")],
    keeps: { "state requested_at due_at held_since started_at finished_at steps proof": theLaw },
    plain: "id school_id",
  },
  consent_texts: {
    purpose: "Say what people are asked to agree to.",
    seenBy: "Everybody of the school.",
    keptFor: "As long as the school.",
    people: [actor("published_by")],
    plain: "id school_id purpose version words published_at ended_at",
  },
  consent_decisions: {
    purpose: "Prove to what somebody agreed, and to which words.",
    seenBy: "The person and the school's admins.",
    keptFor: "As long as the school.",
    people: [subject("user_id")],
    keeps: { "purpose text_id decision decided_at": theLaw },
    plain: "id school_id",
  },
  legal_holds: {
    purpose: "Keep what the law, or an inquiry, asks the school to keep.",
    seenBy: "The school's admins.",
    keptFor: "As long as the school.",
    people: [subject("user_id", { blanks: "reason" }), actor("placed_by"), actor("lifted_by")],
    keeps: { "placed_at lifted_at": theLaw },
    withheld: { reason: "It may be an inquiry; the school gives it out where the law asks for it." },
    plain: "id school_id",
  },
};
