"use client";

import Link from "next/link";
import { useMemo, useState } from "react";
import { paths } from "@/app/_client/paths";
import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Facts } from "@/app/_components/feedback/facts";
import type { WbemClass } from "@/contracts/wbem/classes";
import type { WbemEmbedded, WbemScalar, WbemValue } from "@/contracts/wbem/values";
import { useExplorer } from "../explorer-context";
import { InstanceLink } from "../instance-link";
import { describeCimTime } from "./cim-time";
import { mappedText, type Shape, scalarText } from "./value-text";

const nothing: WbemClass["properties"] = [];

/**
 * The properties of an embedded instance, by the value maps and units of its class where the namespace on show has it; those
 * of its own embedded objects below.
 */
function EmbeddedProperties({ embedded: { className, properties } }: { embedded: WbemEmbedded }) {
  const { profile, namespace } = useExplorer();
  const declared = useQuery({
    ...wbemQueries.class(profile.id, namespace ?? "", className),
    enabled: namespace !== null,
    retry: false,
  });
  const shapes = useMemo(
    () => new Map((declared.data?.properties ?? nothing).map((property) => [property.name.toLowerCase(), property])),
    [declared.data],
  );
  return (
    <Facts
      facts={properties.map(({ name, type, value }) => {
        const { valueMap, units } = shapes.get(name.toLowerCase()) ?? {};
        return [name, <ValueView key={name} value={value} shape={{ type, valueMap, units }} />];
      })}
    />
  );
}

/** An embedded object with its properties. */
function EmbeddedView({ embedded, isUnfolded = false }: { embedded: WbemEmbedded; isUnfolded?: boolean }) {
  const [isOpen, setOpen] = useState(isUnfolded);
  return (
    <details
      className="sb-properties__nested"
      open={isOpen}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>
        {embedded.kind === "class" ? "Class" : "Instance"} {embedded.className}
      </summary>
      {!isOpen ? null : embedded.kind === "class" ? (
        <pre className="sb-code">{embedded.mof ?? embedded.className}</pre>
      ) : embedded.properties.length === 0 ? (
        <p className="sb-muted">{embedded.className} without properties.</p>
      ) : (
        <EmbeddedProperties embedded={embedded} />
      )}
    </details>
  );
}

interface ViewProps {
  shape: Shape;
  /** Embedded objects begin unfolded, for places that show nothing else. */
  isUnfolded?: boolean;
}

function ScalarView({ value, shape, isUnfolded }: ViewProps & { value: WbemScalar | null }) {
  const { profile } = useExplorer();
  if (value === null) return <span className="sb-muted">NULL</span>;
  if (typeof value === "object" && "embedded" in value) {
    return <EmbeddedView embedded={value.embedded} isUnfolded={isUnfolded} />;
  }
  if (typeof value === "object") {
    const { path, uri } = value.reference;
    if (path !== null) return <InstanceLink path={path} uri={uri} />;
    return (
      <Link className="sb-link" href={paths.wbemOpen(profile.id, { uri })} prefetch={false}>
        {uri}
      </Link>
    );
  }
  const mapped = mappedText(value, shape.valueMap);
  if (mapped !== null) {
    return (
      <span title={`Value ${value}`}>
        {mapped} <span className="sb-muted sb-numeric">{String(value)}</span>
      </span>
    );
  }
  if (shape.type === "datetime" && typeof value === "string") {
    return <span title={value}>{describeCimTime(value)}</span>;
  }
  if (value === "") return <span className="sb-muted">(empty text)</span>;
  return (
    <>
      {scalarText(value, shape)}
      {shape.units ? <span className="sb-muted"> {shape.units}</span> : null}
    </>
  );
}

/** A value as a page shows it: NULL said, arrays as lists, embedded objects unfolded on request. */
export function ValueView({ value, ...view }: ViewProps & { value: WbemValue }) {
  if (!Array.isArray(value)) return <ScalarView value={value} {...view} />;
  if (value.length === 0) return <span className="sb-muted">(empty array)</span>;
  if (value.length === 1) return <ScalarView value={value[0] ?? null} {...view} />;
  return (
    <ul className="sb-plain-list">
      {value.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items of an array are told apart by their position only
        <li key={index}>
          <ScalarView value={item} {...view} />
        </li>
      ))}
    </ul>
  );
}
