"use client";

import { useId, useMemo, useState } from "react";
import { Checkbox } from "@/app/_components/carbon";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import type { PropertyGroup } from "@/app/_components/feedback/properties";
import { PropertyGrid } from "@/app/_components/feedback/property-grid";
import type { WbemInstance, WbemProperty } from "@/contracts/wbem";
import { type Shape, valueText } from "../_values/value-text";
import { ValueView } from "../_values/value-view";

const shapeOf = ({ type, declaration }: WbemProperty): Shape => ({
  type,
  valueMap: declaration?.valueMap,
  units: declaration?.units,
});

/** The properties by the class that introduced them: keys first, then from the instance's own class upwards. */
export function groupProperties(instance: WbemInstance, withNull: boolean): PropertyGroup[] {
  const keys = new Set(instance.path.keys.map(({ name }) => name.toLowerCase()));
  const isKey = ({ name, declaration }: WbemProperty) => declaration?.isKey ?? keys.has(name.toLowerCase());
  const shown = instance.properties.filter((property) => withNull || property.value !== null || isKey(property));
  const originOf = ({ classOrigin, declaration }: WbemProperty) => classOrigin ?? declaration?.classOrigin ?? null;
  const order = new Map(instance.lineage.map((name, index) => [name.toLowerCase(), index]));
  const rank = (origin: string | null) =>
    origin === null ? Number.POSITIVE_INFINITY : (order.get(origin.toLowerCase()) ?? instance.lineage.length);
  const origins = [...new Set(shown.filter((property) => !isKey(property)).map(originOf))].sort(
    (one, other) => rank(one) - rank(other),
  );
  const asEntry = (property: WbemProperty) => ({
    name: property.name,
    value: property.value === null ? null : valueText(property.value, shapeOf(property)),
  });
  return [
    { title: "Keys", properties: shown.filter(isKey).map(asEntry) },
    ...origins.map((origin) => ({
      title: origin === null ? "Properties" : `From ${origin}`,
      properties: shown.filter((property) => !isKey(property) && originOf(property) === origin).map(asEntry),
    })),
  ].filter(({ properties }) => properties.length > 0);
}

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
