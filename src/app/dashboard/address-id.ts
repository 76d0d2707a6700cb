const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Records in addresses have UUIDs. An address can be typed by hand: any other value need not be sent to the API. */
export function isAddressId(value: string | string[] | undefined): value is string {
  return typeof value === "string" && uuid.test(value);
}
