import { strFromU8, unzipSync } from "fflate";

/** A sealed value (`platform/sealed/field.ts`). The storage key of a file ends in `.s1.<key id>`, which is none. */
const sealed = /\bs1\.[\w-]{1,32}\.[\w-]{38,}/;
/** Where words may run into each other: what is sealed has a digit, a capital and a small letter, all but always. */
const sealedAmongWords = /s1\.[\w-]{1,32}\.(?=[\w-]{0,37}\d)(?=[\w-]{0,37}[A-Z])(?=[\w-]{0,37}[a-z])[\w-]{38,}/;
/** An authenticator app that is being set up travels sealed to its owner and back. */
const travelling = /"enrolment":"s1\.[\w.-]+"/g;

/** Throws where a text that somebody reads has ciphertext in place of words. `where` names it. */
export function expectNoSealedWords(text: string, where: string): void {
  refuse(sealed.exec(text.replace(travelling, "")), where);
}

/** The same of a text whose lines were broken anywhere, as those of a PDF. */
export function expectNoSealedWordsInLines(text: string, where: string): void {
  refuse(sealedAmongWords.exec(text.replace(/\s+/g, "")), where);
}

/** The same of the files in a zip: a workbook, an archive. */
export function expectNoSealedWordsInZip(bytes: Uint8Array, where: string): void {
  for (const [name, file] of Object.entries(unzipSync(bytes)))
    expectNoSealedWords(strFromU8(file, true), `${where}, ${name}`);
}

function refuse(found: RegExpExecArray | null, where: string): void {
  if (found) throw new Error(`${where} has ciphertext in place of words: ${found[0].slice(0, 60)}`);
}
