"use client";

import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { paths } from "@/app/_client/paths";
import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Button } from "@/app/_components/carbon";
import { Notice } from "@/app/_components/feedback/notice";
import { useExplorer } from "./explorer-context";
import { isListedNamespace } from "./namespaces";

/** Pages on which the namespace of the address decides nothing. */
const APART = ["profiles", "indications", "recording", "statistics", "raw"] as const;
/** More are chosen in the head of the page. */
const MOST_LINKS = 12;

/**
 * Said where the address names a namespace that the server does not list, with the same page for those that are there. Some
 * servers hide namespaces, so the page below tries all the same.
 */
export function UnknownNamespace() {
  const { profile } = useExplorer();
  const pathname = usePathname();
  const params = useSearchParams();
  const { data: server } = useQuery(wbemQueries.server(profile.id));
  const given = params.get("namespace");
  if (server === undefined || given === null || isListedNamespace(server.namespaces, given)) return null;
  if (APART.some((part) => pathname === paths.wbemPart(profile.id, part))) return null;
  const hrefOf = (namespace: string) => {
    // An instance has its namespace in its path.
    if (params.has("path")) return paths.wbemPart(profile.id, "classes", { namespace });
    const corrected = new URLSearchParams(params);
    corrected.set("namespace", namespace);
    return `${pathname}?${corrected}`;
  };
  const others = server.namespaces.filter((namespace) => namespace !== server.defaultNamespace);
  const known = [server.defaultNamespace, ...others].slice(0, MOST_LINKS);
  return (
    <Notice tone="warn" title={`The server does not list a namespace ${given}`}>
      <p>
        {server.warnings.length === 0
          ? "It may be misspelled in the address. There are:"
          : "It may be misspelled in the address. Not all namespaces could be read; known are:"}
      </p>
      <ul className="sb-plain-list sb-cluster" aria-label="Namespaces that are there">
        {known.map((namespace) => (
          <li key={namespace} className="sb-cluster">
            <Button kind="tertiary" size="sm" as={Link} href={hrefOf(namespace)} prefetch={false}>
              {namespace}
            </Button>
            {namespace === server.defaultNamespace ? <span className="sb-muted">(the profile's default)</span> : null}
          </li>
        ))}
      </ul>
      {server.namespaces.length > known.length ? <p>More can be chosen under Namespace above.</p> : null}
    </Notice>
  );
}
