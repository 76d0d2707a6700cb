import { BlockList, isIP } from "node:net";

/**
 * What is not in the open internet, by IANA's registries of special-purpose addresses: this machine, private networks,
 * carriers' networks (CGNAT), the link (where clouds keep the machine's credentials), documentation, multicast and
 * reserved.
 */
const special4 = new BlockList();
for (const range of [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
]) {
  add(special4, range, "ipv4");
}

/** Of IPv6 only these are given out; not among them are the link, private networks, and IPv4 in IPv6 (mapped, NAT64). */
const given6 = new BlockList();
add(given6, "2000::/3", "ipv6");
const special6 = new BlockList();
for (const range of ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]) add(special6, range, "ipv6");

/** Whether an IP address is one of the open internet. */
export function isPublicIp(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !special4.check(address, "ipv4");
    case 6:
      return !address.includes("%") && given6.check(address, "ipv6") && !special6.check(address, "ipv6");
    default:
      return false;
  }
}

function add(list: BlockList, range: string, family: "ipv4" | "ipv6"): void {
  const [network = "", bits] = range.split("/");
  list.addSubnet(network, Number(bits), family);
}
