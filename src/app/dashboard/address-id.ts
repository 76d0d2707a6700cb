const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Records of students in addresses have UUIDs. An address can be typed by hand: any other value need not be sent to the API. */
export function isAddressId(value: string | string[] | undefined): value is string {
  return typeof value === "string" && uuid.test(value);
}

const identifier = /^[A-Za-z0-9_.:-]{1,64}$/;

/** As `isAddressId`, for what a school sets up, which may have a readable id: a rotation, a framework, what is assigned. */
export function isReadableId(value: string): boolean {
  return identifier.test(value);
}
