const id = /^[A-Za-z0-9_.:-]{1,64}$/;

/** An address can be typed: what is no identifier names nothing, and need not be asked for. */
export function isAddressId(value: string | string[] | undefined): value is string {
  return typeof value === "string" && id.test(value);
}
