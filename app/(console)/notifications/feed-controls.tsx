"use client";

import { useState } from "react";
import { Select, SelectItem, TextInput } from "@/app/_components/carbon";
import { FilterBar } from "@/app/_components/filter-bar";
import { notificationTypes } from "@/contracts/notification-types";
import type { Profile } from "@/contracts/profile";
import type { FeedFilter } from "./feed-filter";

function toLocalInput(iso: string | undefined): string {
  if (iso === undefined) return "";
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function fromLocalInput(text: string): string | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** Profile, type, words and time range of the feed; they search the stored history and select what is live. */
export function FeedControls(props: {
  filter: FeedFilter;
  profiles: readonly Profile[];
  onChange: (filter: FeedFilter) => void;
}) {
  const { filter, onChange } = props;
  const [text, setText] = useState(filter.text ?? "");
  const [from, setFrom] = useState(toLocalInput(filter.from));
  const [to, setTo] = useState(toLocalInput(filter.to));
  const isFiltered = Object.keys(filter).length > 0;

  function search() {
    onChange({ ...filter, text: text.trim() || undefined, from: fromLocalInput(from), to: fromLocalInput(to) });
  }

  function showEverything() {
    setText("");
    setFrom("");
    setTo("");
    onChange({});
  }

  return (
    <FilterBar
      label="Search notifications"
      onSearch={search}
      onShowEverything={isFiltered ? showEverything : null}
      note={
        filter.objectUri === undefined ? null : (
          <p className="sb-muted">
            Of the object <code>{filter.objectUri}</code>
          </p>
        )
      }
    >
      <Select
        id="feed-profile"
        size="sm"
        labelText="Profile"
        value={filter.profileId ?? ""}
        onChange={(event) => onChange({ ...filter, profileId: event.target.value || undefined })}
      >
        <SelectItem value="" text="All profiles" />
        {props.profiles.map((profile) => (
          <SelectItem key={profile.id} value={profile.id} text={profile.name} />
        ))}
      </Select>
      <Select
        id="feed-type"
        size="sm"
        labelText="Type"
        value={filter.type ?? ""}
        onChange={(event) => onChange({ ...filter, type: event.target.value || undefined })}
      >
        <SelectItem value="" text="All types" />
        {notificationTypes.map((type) => (
          <SelectItem key={type} value={type} text={type} />
        ))}
      </Select>
      <TextInput
        id="feed-text"
        size="sm"
        labelText="Words"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <TextInput
        id="feed-from"
        size="sm"
        type="datetime-local"
        labelText="From"
        value={from}
        onChange={(event) => setFrom(event.target.value)}
      />
      <TextInput
        id="feed-to"
        size="sm"
        type="datetime-local"
        labelText="Until"
        value={to}
        onChange={(event) => setTo(event.target.value)}
      />
    </FilterBar>
  );
}
