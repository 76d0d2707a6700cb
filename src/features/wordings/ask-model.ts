import { z } from "zod";
import type { ModelFault } from "#src/features/wordings/values.ts";
import { AddressRefused, outside } from "#src/platform/http/outside.ts";
import {
  isSealed,
  openField,
  type Sealed,
  sealedFields,
  sealField,
  storedText,
  UnreadableField,
} from "#src/platform/sealed/field.ts";
import { open, sealName } from "#src/platform/sealed/seal.ts";

/** Of keys that were sealed under APP_SECRET, before they were among the sealed fields. */
const purpose = "wordings";
const asField = "field";

/** A school's model, with its key as it is kept. */
export type Model = { schoolId: string; address: string; model: string; sealedKey: Sealed | null };

/** `stop`: to ask again is of no use before somebody changes something. */
export type Reply =
  | { kind: "words"; words: string }
  | { kind: "stop"; fault: ModelFault }
  | { kind: "later"; fault: ModelFault };

const maxAnswerBytes = 64 * 1024;

/** All that the model is told beside one of our sentences, which names no person and no figure. */
const task = `You rephrase a sentence of a program for clinical education, in plain and kind English.
A word in double braces, such as {{days}}, stands for a figure, a date or a name that the program puts in later; {{days}} is put in together with its unit.
Keep every such word exactly as it is written and in the same order, and add none. Keep every number word, every negation and every comparison. Add no name, no advice and no other fact.
Use letters and plain punctuation only. Answer with the sentence alone, about as long as it was, and end it with a full stop.`;

/**
 * Asks the model of a school to rephrase one sentence, as OpenAI's chat completions do it, within limits of time and size.
 * What it answers is checked by nobody here.
 */
export async function askModel(model: Model, sentence: string, withinMs: number): Promise<Reply> {
  const key = model.sealedKey === null ? null : openKey(model.sealedKey, model.schoolId);
  if (key === undefined) return { kind: "stop", fault: "KEY_UNREADABLE" };
  const messages = [
    { role: "system", content: task },
    { role: "user", content: sentence },
  ];
  try {
    const { status, body } = await outside().post(`${model.address}/chat/completions`, {
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      body: Buffer.from(JSON.stringify({ model: model.model, messages, stream: false })),
      withinMs,
      maxAnswerBytes,
    });
    return replyOf(status, body);
  } catch (error) {
    if (error instanceof AddressRefused) return { kind: "stop", fault: "ADDRESS" };
    return { kind: "later", fault: "UNREACHABLE" };
  }
}

export function sealKey(key: string, schoolId: string): { sealedKey: Sealed; sealedWith: string } {
  return { sealedKey: sealField(sealedFields.modelKey, { schoolId, rowId: schoolId }, key), sealedWith: asField };
}

/** Whether a key can be opened by what the program has now; of a sealed field no key is taken away while it is needed. */
export function canOpen(sealedWith: string): boolean {
  return sealedWith === asField || sealedWith === sealName(purpose);
}

function openKey(sealed: Sealed, schoolId: string): string | undefined {
  const stored = storedText(sealed);
  if (!isSealed(stored)) return open(stored, { purpose, schoolId });
  try {
    return openField(sealedFields.modelKey, { schoolId, rowId: schoolId }, sealed);
  } catch (error) {
    if (error instanceof UnreadableField) return undefined;
    throw error;
  }
}

function replyOf(status: number, body: Buffer): Reply {
  if (status === 401 || status === 403) return { kind: "stop", fault: "KEY_REFUSED" };
  if (status === 408 || status === 429 || status >= 500) return { kind: "later", fault: "UNREACHABLE" };
  if (status < 200 || status >= 300) return { kind: "stop", fault: "REQUEST_REFUSED" };
  const words = wordsIn(body);
  return words === undefined ? { kind: "later", fault: "UNREADABLE" } : { kind: "words", words: words.trim() };
}

const completion = z.object({ choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1) });

function wordsIn(body: Buffer): string | undefined {
  try {
    return completion.safeParse(JSON.parse(body.toString("utf8"))).data?.choices[0]?.message.content;
  } catch {
    return undefined;
  }
}
