const finalText = 0x81;
const finalPing = 0x89;
const finalPong = 0x8a;

/**
 * A whole text message as it is sent on the wire (RFC 6455, section 5.2; a server does not mask). A message for many
 * sockets is framed once, and the same bytes are written to each socket.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const headerLength = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafeSlow(headerLength + length);
  frame[0] = finalText;
  if (headerLength === 2) frame[1] = length;
  else if (headerLength === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, headerLength);
  return frame;
}

/** A text for many clients, made into the bytes of each kind of connection once, when the first needs it. */
export class Packet {
  readonly text: string;
  /** Of the event; a client that comes back says it. */
  readonly id: string;
  #frame: Buffer | undefined;
  #chunk: Buffer | undefined;

  constructor(id: string, text: string) {
    this.id = id;
    this.text = text;
  }

  /** For a socket. */
  get frame(): Buffer {
    this.#frame ??= textFrame(this.text);
    return this.#frame;
  }

  /** For a stream of server-sent events (HTML standard, section 9.2). The text is JSON, so it is one line. */
  get chunk(): Buffer {
    this.#chunk ??= Buffer.from(`id: ${this.id}\ndata: ${this.text}\n\n`);
    return this.#chunk;
  }
}

export const pingFrame = Buffer.from([finalPing, 0]);

/** Answers a ping with what it carried, at most 125 bytes. */
export function pongFrame(carried: Buffer): Buffer {
  return Buffer.concat([Buffer.from([finalPong, carried.length]), carried]);
}
