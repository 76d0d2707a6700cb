import { describe, expect, it } from "vitest";
import { maskedPhoneNumber, parsePhoneNumber, showPhoneNumber } from "#src/lib/phone-number.ts";

describe("a phone number as it is typed", () => {
  it.each([
    ["+447700900123", "+447700900123"],
    [" +44 7700 900-123 ", "+447700900123"],
    ["0044 7700 900123", "+447700900123"],
    ["+44 (0)7700 900123", "+447700900123"],
    ["0044 (0) 7700.900.123", "+447700900123"],
    ["\u202a+1 (415) 555‑0132\u202c", "+14155550132"],
    ["＋４９ 151 23456789", "+4915123456789"],
    ["+39 06 12345678", "+390612345678"],
    ["+264811234567", "+264811234567"],
    ["+852 5123 4567", "+85251234567"],
  ])("%j is %s", (typed, number) => {
    expect(parsePhoneNumber(typed)).toEqual({ number });
  });

  it.each([
    ["", "not-a-number"],
    ["07700 900123", "no-country"],
    ["7700900123", "no-country"],
    ["+0447700900123", "no-country"],
    ["+", "not-a-number"],
    ["++447700900123", "not-a-number"],
    ["+44+7700900123", "not-a-number"],
    ["+44 7700 9OO123", "not-a-number"],
    ["+44 7700 900123 ext. 5", "not-a-number"],
    ["+44 77", "wrong-length"],
    ["+441234567890123456", "wrong-length"],
    ["+1 415 555 01", "wrong-length"],
    ["+999 1234567", "unknown-country"],
    ["+881 612345678", "unknown-country"],
    ["+979 123456789", "unknown-country"],
  ])("%j is none: %s", (typed, fault) => {
    expect(parsePhoneNumber(typed)).toEqual({ fault });
  });

  it("is shown with its country code apart, and to others by its last two digits", () => {
    expect(showPhoneNumber("+447700900123")).toBe("+44 7700900123");
    expect(showPhoneNumber("+14155550132")).toBe("+1 4155550132");
    expect(maskedPhoneNumber("+447700900123")).toBe("••• 23");
  });
});
