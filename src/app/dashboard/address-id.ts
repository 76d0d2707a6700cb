const id = /^[A-Za-z0-9_.:-]{1,64}$/;

/** An address can be typed by hand: a value that is not an identifier need not be sent to the API. */
export function isAddressId(value: string | string[] | undefined): value is string {
  return typeof value === "string" && id.test(value);
}
