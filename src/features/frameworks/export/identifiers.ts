import { createHash } from "node:crypto";
import { standardOf } from "#src/features/frameworks/case-standard.ts";

export type Identifiers = {
  document: string;
  /** The UUID of an item: its own identifier, or one derived from it. The document's own identifier is the document. */
  of(identifier: string): string;
  /** A UUID for a part that has none, always the same for a name within the framework. */
  derive(name: string): string;
};

/**
 * The identifiers of a framework in CASE, which asks for UUIDs. Those that are UUIDs stay; others are derived from the
 * document's, so that they are the same at each export, and again after an import.
 */
export function identifiersOf(content: { rootId: string; sourceIdentifier: string | null }): Identifiers {
  const { rootId, sourceIdentifier } = content;
  const document =
    sourceIdentifier === null
      ? uuidOf(`competency framework ${rootId} document`)
      : isUuid(sourceIdentifier)
        ? sourceIdentifier
        : uuidOf(`competency framework document ${sourceIdentifier}`);
  const derive = (name: string) => uuidOf(`${document} ${name}`);
  return {
    document,
    derive,
    of: (identifier) => {
      if (identifier === sourceIdentifier) return document;
      return isUuid(identifier) ? identifier : derive(`item ${identifier}`);
    },
  };
}

export function isUuid(identifier: string): boolean {
  return standardOf("CASE_1_1").propertiesOf("CFItems").get("identifier")?.(identifier) === true;
}

export function uriOf(identifier: string): string {
  return `urn:uuid:${encodeURIComponent(identifier)}`;
}

/** A UUID of RFC 9562, version 5. */
function uuidOf(name: string): string {
  const bytes = createHash("sha1").update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
