import { redirect } from "next/navigation";
import { paths } from "@/app/_client/paths";
import { requirePagePrincipal } from "@/server/auth/principal";

export default async function Page() {
  const { isInstanceAdministrator } = await requirePagePrincipal();
  redirect(isInstanceAdministrator ? paths.users() : paths.teams());
}
