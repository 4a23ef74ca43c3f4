"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { Button, Checkbox, TextInput } from "@/app/_components/carbon";
import { FILTER_LANGUAGE, readingOptions } from "./reading-query";

/** Narrows down what the server sends. */
export function ReadingOptions() {
  const router = useRouter();
  const pathname = usePathname();
  const params = useSearchParams();
  const id = useId();
  const given = readingOptions(params);
  const [filter, setFilter] = useState(given.filter);
  const [language, setLanguage] = useState(given.filterLanguage);
  const [properties, setProperties] = useState(given.properties);
  const [isNamesOnly, setNamesOnly] = useState(given.namesOnly);
  const [isEverywhere, setEverywhere] = useState(given.everywhere);
  const [isShallow, setShallow] = useState(given.deep === "0");

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    const next = new URLSearchParams(params.toString());
    const put = (name: string, value: string, isUsual: boolean) =>
      isUsual ? next.delete(name) : next.set(name, value);
    put("properties", properties.trim(), properties.trim() === "");
    put("names", "1", !isNamesOnly);
    put("everywhere", "1", !isEverywhere);
    put("deep", "0", !isShallow);
    put("filter", filter.trim(), filter.trim() === "");
    put("filterLanguage", language.trim(), filter.trim() === "" || language.trim() === FILTER_LANGUAGE);
    router.push(`${pathname}?${next.toString()}`, { scroll: false });
  }

  return (
    <form method="post" className="sb-stack" onSubmit={onSubmit}>
      <div className="sb-form__row">
        <TextInput
          id={`${id}-filter`}
          size="sm"
          labelText="Filter on the server"
          helperText="Sent with pull operations; not every server can filter."
          value={filter}
          maxLength={8000}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setFilter(event.target.value)}
        />
        <TextInput
          id={`${id}-language`}
          size="sm"
          labelText="Language of the filter"
          value={language}
          maxLength={40}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setLanguage(event.target.value)}
        />
      </div>
      <TextInput
        id={`${id}-properties`}
        size="sm"
        labelText="Properties"
        helperText={isNamesOnly ? undefined : "Names, separated by commas; all where it is empty."}
        value={isNamesOnly ? "" : properties}
        disabled={isNamesOnly}
        maxLength={8000}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setProperties(event.target.value)}
      />
      <Checkbox
        id={`${id}-names`}
        labelText="Only which instances there are, without their properties"
        checked={isNamesOnly}
        onChange={(_event, { checked }) => setNamesOnly(checked)}
      />
      <Checkbox
        id={`${id}-everywhere`}
        labelText="In all namespaces of the server"
        checked={isEverywhere}
        onChange={(_event, { checked }) => setEverywhere(checked)}
      />
      <Checkbox
        id={`${id}-shallow`}
        labelText="Leave out properties that only subclasses have"
        checked={isShallow}
        onChange={(_event, { checked }) => setShallow(checked)}
      />
      <Button type="submit" kind="tertiary" size="sm">
        Read with these
      </Button>
    </form>
  );
}
