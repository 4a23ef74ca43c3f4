"use client";

import { Button, Select, SelectItem, TextInput } from "@/app/_components/carbon";
import { FilterIcon } from "@/app/_components/icons";
import { useDisclosure } from "@/app/_components/use-disclosure";
import styles from "./classes.module.scss";
import { type ClassFilter, countFilters, everyClass, traits, type Wanted } from "./tree-model";

interface ClassFiltersProps {
  filter: ClassFilter;
  /** Schemas of the namespace's classes. */
  schemas: readonly string[];
  onChange: (changed: Partial<ClassFilter>) => void;
}

/** Narrows the tree by what classes are, where they stand, and how new they are. */
export function ClassFilters({ filter, schemas, onChange }: ClassFiltersProps) {
  const { isOpen, rootProps, triggerProps, panelProps } = useDisclosure();
  const count = countFilters(filter);
  const chosen = schemas.find((schema) => schema.toLowerCase() === filter.schema.trim().toLowerCase());
  return (
    <div {...rootProps} className="sb-popup">
      <Button {...triggerProps} kind="ghost" size="sm" renderIcon={FilterIcon}>
        {count === 0 ? "Filters" : `Filters (${count})`}
      </Button>
      <div {...panelProps} className={`sb-popup__panel ${styles.filters}`}>
        {isOpen ? (
          <div className={styles.traits}>
            {traits.map((trait) => (
              <Select
                key={trait}
                id={`trait-${trait}`}
                size="sm"
                labelText={trait.charAt(0).toUpperCase() + trait.slice(1)}
                value={filter.traits[trait]}
                onChange={({ target }) => onChange({ traits: { ...filter.traits, [trait]: target.value as Wanted } })}
              >
                <SelectItem value="any" text="With and without" />
                <SelectItem value="only" text="Only these" />
                <SelectItem value="without" text="Without these" />
              </Select>
            ))}
            <Select
              id="class-schema"
              size="sm"
              labelText="Schema"
              value={chosen ?? filter.schema}
              onChange={({ target }) => onChange({ schema: target.value })}
            >
              <SelectItem value="" text="All" />
              {chosen === undefined && filter.schema !== "" ? (
                <SelectItem value={filter.schema} text={filter.schema} />
              ) : null}
              {schemas.map((schema) => (
                <SelectItem key={schema} value={schema} text={schema} />
              ))}
            </Select>
            <TextInput
              id="class-below"
              size="sm"
              labelText="Subclasses of"
              placeholder="Name of a class"
              value={filter.below}
              maxLength={256}
              autoComplete="off"
              spellCheck={false}
              onChange={({ target }) => onChange({ below: target.value })}
            />
            <TextInput
              id="class-since"
              size="sm"
              labelText="Version, at least"
              placeholder="For example 2.28"
              value={filter.since}
              maxLength={40}
              autoComplete="off"
              spellCheck={false}
              onChange={({ target }) => onChange({ since: target.value })}
            />
            {count === 0 ? null : (
              <Button kind="ghost" size="sm" onClick={() => onChange({ ...everyClass, text: filter.text })}>
                Clear filters
              </Button>
            )}
          </div>
        ) : null}
      </div>
    </div>
  );
}
