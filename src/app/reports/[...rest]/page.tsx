import { notFound } from "next/navigation";

/** Any other address of this section: not found, inside the shell. */
export default function UnknownPage(): never {
  notFound();
}
