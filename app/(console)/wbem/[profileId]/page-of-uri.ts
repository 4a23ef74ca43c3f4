import { paths } from "@/app/_client/paths";
import type { WbemPath } from "@/contracts/wbem/values";

/** The page of the class or instance that a WBEM URI names. */
export function pageOfUri(
  profileId: string,
  { namespace, className, path }: { namespace: string; className: string; path: WbemPath | null },
): string {
  return path === null
    ? paths.wbemClass(profileId, { namespace, className })
    : paths.wbemInstance(profileId, { ...path, namespace: path.namespace ?? namespace });
}
