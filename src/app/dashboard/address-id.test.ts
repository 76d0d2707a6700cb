import { expect, it } from "vitest";
import { isAddressId } from "./address-id.ts";

it("takes a UUID for an id, and nothing else", () => {
  expect(isAddressId("01a22831-405c-760f-a3fd-80eeb1dd0fb1")).toBe(true);
  for (const value of ["batch", "", undefined, ["01a22831-405c-760f-a3fd-80eeb1dd0fb1"], "../01a22831", "01A22831"]) {
    expect(isAddressId(value), String(value)).toBe(false);
  }
});
