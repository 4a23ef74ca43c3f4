import { notFound } from "next/navigation";

/** Every address that is no page, so that its answer can stand inside the shell. */
export default function MissingPage() {
  notFound();
}
