"use client";

import { type ReactNode, useState } from "react";
import { BreakableName } from "../breakable-name";
import { SearchBox } from "../search-box";
import { CopyButton } from "./copy-button";
import { type PropertyGroup, propertyText, searchProperties } from "./properties";

interface PropertyGridProps {
  /** What the properties belong to: "Properties of DB2PROD1". */
  label: string;
  groups: readonly PropertyGroup[];
  /** Draws a value in its own way (links, states, times); undefined leaves it as text. */
  renderValue?: (name: string, value: unknown) => ReactNode | undefined;
}

function PropertyValue({ value, text }: { value: unknown; text: string }) {
  if (typeof value !== "object" || !text.includes("\n")) {
    return text;
  }
  const count = Array.isArray(value) ? value.length : Object.keys(value ?? {}).length;
  return (
    <details className="sb-properties__nested">
      <summary>{Array.isArray(value) ? `List of ${count}` : `${count} ${count === 1 ? "member" : "members"}`}</summary>
      <pre className="sb-mono">{text}</pre>
    </details>
  );
}

/** All properties of an object, in groups, searchable by name and value, each to be copied. */
export function PropertyGrid({ label, groups, renderValue }: PropertyGridProps) {
  const [search, setSearch] = useState("");
  const shown = searchProperties(groups, search);
  const count = shown.reduce((sum, group) => sum + group.properties.length, 0);
  return (
    <section className="sb-properties" aria-label={label}>
      <div className="sb-cluster">
        <div className="sb-table__search">
          <SearchBox label={`Search ${label}`} placeholder="Name or value" value={search} onChange={setSearch} />
        </div>
        <span className="sb-table__count" role="status">
          {count === 1 ? "1 property" : `${count} properties`}
        </span>
      </div>
      {shown.map((group) => (
        <div key={group.title} className="sb-properties__group">
          <h3>{group.title}</h3>
          <dl className="sb-properties__list">
            {group.properties.map(({ name, value }) => {
              const text = propertyText(value);
              return (
                <div key={name} className="sb-properties__item">
                  <dt>
                    <BreakableName name={name} />
                  </dt>
                  <dd>{renderValue?.(name, value) ?? <PropertyValue value={value} text={text} />}</dd>
                  <dd>
                    <CopyButton text={text} label={`Copy ${name}`} />
                  </dd>
                </div>
              );
            })}
          </dl>
        </div>
      ))}
      {count === 0 ? <p className="sb-muted">No property contains this text.</p> : null}
    </section>
  );
}
