"use client";

import { useState } from "react";
import { Select, SelectItem, TextInput } from "@/app/_components/carbon";
import { FilterBar } from "@/app/_components/filter-bar";
import type { BmcLogService } from "@/contracts/bmc";
import { isNarrowed, type LogView } from "./log-filter";

interface LogControlsProps {
  services: readonly BmcLogService[];
  /** Entries of the log that is shown. */
  entries: string;
  view: LogView;
  onChange: (view: LogView) => void;
}

function toDay(iso: string | undefined): string {
  return iso?.slice(0, 10) ?? "";
}

function fromDay(day: string, time: string): string | undefined {
  return /^\d{4}-\d\d-\d\d$/.test(day) ? `${day}T${time}Z` : undefined;
}

const ownerOf = ({ owner }: BmcLogService) => owner.split("/").findLast((segment) => segment !== "") ?? owner;

/** Which log, and which of its entries; the BMC searches where it can. */
export function LogControls({ services, entries, view, onChange }: LogControlsProps) {
  const [text, setText] = useState(view.text ?? "");
  const [from, setFrom] = useState(toDay(view.from));
  const [to, setTo] = useState(toDay(view.to));

  function search() {
    onChange({
      ...view,
      text: text.trim() || undefined,
      from: fromDay(from, "00:00:00"),
      to: fromDay(to, "23:59:59"),
    });
  }

  function showEverything() {
    setText("");
    setFrom("");
    setTo("");
    onChange({ log: view.log });
  }

  return (
    <FilterBar
      label="Choose and search a log"
      onSearch={search}
      onShowEverything={isNarrowed(view) ? showEverything : null}
    >
      <Select
        id="log-service"
        size="sm"
        labelText="Log"
        value={entries}
        onChange={(event) => onChange({ ...view, log: event.target.value })}
      >
        {services.map((service) =>
          service.entriesUri === null ? null : (
            <SelectItem
              key={service.uri}
              value={service.entriesUri}
              text={`${service.name} (${ownerOf(service)})${service.isEnabled === false ? ", off" : ""}`}
            />
          ),
        )}
      </Select>
      <Select
        id="log-severity"
        size="sm"
        labelText="Severity"
        value={view.severity ?? ""}
        onChange={(event) => onChange({ ...view, severity: (event.target.value || undefined) as LogView["severity"] })}
      >
        <SelectItem value="" text="Every severity" />
        <SelectItem value="Critical" text="Critical" />
        <SelectItem value="Warning" text="Warning" />
        <SelectItem value="OK" text="OK" />
      </Select>
      <Select
        id="log-resolved"
        size="sm"
        labelText="Resolved"
        value={view.resolved ?? ""}
        onChange={(event) => onChange({ ...view, resolved: (event.target.value || undefined) as LogView["resolved"] })}
      >
        <SelectItem value="" text="Either" />
        <SelectItem value="0" text="Open" />
        <SelectItem value="1" text="Resolved" />
      </Select>
      <TextInput
        id="log-text"
        size="sm"
        labelText="Words"
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <TextInput
        id="log-from"
        size="sm"
        type="date"
        labelText="From (UTC)"
        value={from}
        onChange={(event) => setFrom(event.target.value)}
      />
      <TextInput
        id="log-to"
        size="sm"
        type="date"
        labelText="Until (UTC)"
        value={to}
        onChange={(event) => setTo(event.target.value)}
      />
    </FilterBar>
  );
}
