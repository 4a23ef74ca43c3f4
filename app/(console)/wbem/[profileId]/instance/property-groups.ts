import type { PropertyGroup } from "@/app/_components/feedback/properties";
import type { WbemInstance, WbemProperty } from "@/contracts/wbem/instances";
import { type Shape, valueText } from "../_values/value-text";

/** How the value of a property is shown. */
export const shapeOf = ({ type, declaration }: WbemProperty): Shape => ({
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
