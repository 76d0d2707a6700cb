import { describe, expect, it } from "vitest";
import { parsePieceName, pieceName, segmentName, unbrokenFrom, type WalPiece } from "#src/platform/backup/names.ts";
import { formatPosition, parsePosition } from "#src/platform/backup/replication.ts";

const piece = (from: number, to: number): WalPiece => ({
  timeline: 1,
  from: BigInt(from),
  to: BigInt(to),
  writtenAt: 0,
});

describe("a position of the log", () => {
  it.each(["0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF"])("%s is written as it was read", (text) => {
    expect(formatPosition(parsePosition(text))).toBe(text);
  });

  it("is in the segment that PostgreSQL names", () => {
    // select pg_walfile_name('16/B374D848')
    expect(segmentName(1, parsePosition("16/B374D848"), 16 * 1024 * 1024)).toBe("0000000100000016000000B3");
  });
});

describe("a piece of the log", () => {
  it("is read from its name", () => {
    const one = { timeline: 3, from: 0x1_6b37_4d84n, to: 0x1_7000_0000n, writtenAt: 1_796_169_600_000 };
    expect(parsePieceName(pieceName(one))).toEqual(one);
    expect(parsePieceName("wal/00000001/other")).toBeUndefined();
  });

  it("is of use where those before it leave no gap", () => {
    const pieces = [piece(30, 40), piece(0, 10), piece(10, 20), piece(21, 30)];
    expect(unbrokenFrom(5n, pieces)).toEqual([piece(0, 10), piece(10, 20)]);
    expect(unbrokenFrom(45n, pieces)).toEqual([]);
  });

  it("may overlap with one that was stored before its confirmation was lost", () => {
    const pieces = [piece(0, 10), piece(10, 15), piece(10, 30), piece(20, 30), piece(30, 31)];
    expect(unbrokenFrom(0n, pieces)).toEqual([piece(0, 10), piece(10, 30), piece(30, 31)]);
  });
});
