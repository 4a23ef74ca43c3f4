import { redirect } from "next/navigation";
import { paths } from "@/app/_client/paths";

/** Certificates begin at the CA bundles. */
export default function Page(): never {
  redirect(paths.bundles());
}
