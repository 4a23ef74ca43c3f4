"use client";

import { useId, useMemo, useState } from "react";
import { Checkbox } from "@/app/_components/carbon";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { PropertyGrid } from "@/app/_components/feedback/property-grid";
import type { WbemInstance } from "@/contracts/wbem/instances";
import { ValueView } from "../_values/value-view";
import { groupProperties, shapeOf } from "./property-groups";

/** The properties of an instance, in groups and searchable. */
export function InstanceProperties({ instance }: { instance: WbemInstance }) {
  const id = useId();
  const [withNull, setWithNull] = useState(false);
  const groups = useMemo(() => groupProperties(instance, withNull), [instance, withNull]);
  const byName = useMemo(
    () => new Map(instance.properties.map((property) => [property.name, property])),
    [instance.properties],
  );
  const nullCount = instance.properties.filter(({ value }) => value === null).length;
  if (instance.properties.length === 0) {
    return (
      <EmptyState title="No properties">
        <p>The server gave none for this instance.</p>
      </EmptyState>
    );
  }
  return (
    <>
      {nullCount === 0 ? null : (
        <Checkbox
          id={id}
          labelText={`Also show ${nullCount === 1 ? "1 property" : `${nullCount} properties`} without a value`}
          checked={withNull}
          onChange={(_event, { checked }) => setWithNull(checked)}
        />
      )}
      <PropertyGrid
        label="Properties"
        groups={groups}
        renderValue={(name) => {
          const property = byName.get(name);
          return property === undefined ? undefined : <ValueView value={property.value} shape={shapeOf(property)} />;
        }}
      />
    </>
  );
}
