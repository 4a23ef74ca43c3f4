"use client";

import Link from "next/link";
import { useState } from "react";
import { paths } from "@/app/_client/paths";
import { BreakableName } from "@/app/_components/breakable-name";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { SearchBox } from "@/app/_components/search-box";
import { PlainTable } from "@/app/_components/table/plain-table";
import type {
  WbemClass,
  WbemMethodDeclaration,
  WbemParameterDeclaration,
  WbemPropertyDeclaration,
  WbemQualifier,
} from "@/contracts/wbem/classes";
import type { WbemMappedValue } from "@/contracts/wbem/values";
import { obstacleTo } from "../_methods/obstacle";
import { ValueView } from "../_values/value-view";
import { useExplorer } from "../explorer-context";
import { ListTag } from "../list-tag";
import styles from "./classes.module.scss";

type Declared = Pick<
  WbemPropertyDeclaration,
  "type" | "isArray" | "arraySize" | "referenceClass" | "embeddedClass" | "units"
>;

/** The type of a property or parameter as MOF writes it. */
function typeText({ type, isArray, arraySize, embeddedClass }: Declared): string {
  const size = arraySize === null ? "" : String(arraySize);
  const plain = embeddedClass === null ? type : embeddedClass === "object" ? "embedded object" : "embedded instance";
  return `${plain}${isArray ? `[${size}]` : ""}`;
}

function TypeCell({ declared }: { declared: Declared }) {
  const { profile, namespace } = useExplorer();
  const named = declared.referenceClass ?? (declared.embeddedClass === "object" ? null : declared.embeddedClass);
  return (
    <>
      <p>
        <code>{typeText(declared)}</code>
        {named === null || namespace === null ? null : (
          <>
            {" of "}
            <Link
              className="sb-link"
              href={paths.wbemClass(profile.id, { namespace, className: named })}
              prefetch={false}
            >
              {named}
            </Link>
          </>
        )}
      </p>
      {declared.units === null ? null : <p className="sb-muted">in {declared.units}</p>}
    </>
  );
}

function entryText({ from, to, text }: WbemMappedValue): string {
  if (from === null && to === null) return `all others: ${text}`;
  return from === to ? `${from}: ${text}` : `${from ?? ""}..${to ?? ""}: ${text}`;
}

function ValueMap({ entries }: { entries: readonly WbemMappedValue[] | null }) {
  if (entries === null || entries.length === 0) return null;
  return (
    <details>
      <summary>{entries.length === 1 ? "One value" : `${entries.length} values`}</summary>
      <ul className="sb-plain-list">
        {entries.map((entry) => (
          <li key={entryText(entry)}>{entryText(entry)}</li>
        ))}
      </ul>
    </details>
  );
}

/** Those that the table does not say already in words of its own. */
const SAID = new Set(["key", "required", "write", "deprecated", "description", "valuemap", "values", "in", "out"]);

function MemberQualifiers({ qualifiers }: { qualifiers: readonly WbemQualifier[] }) {
  const others = qualifiers.filter(({ name }) => !SAID.has(name.toLowerCase()));
  if (others.length === 0) return null;
  return (
    <details>
      <summary>{others.length === 1 ? "One qualifier" : `${others.length} qualifiers`}</summary>
      <ul className="sb-plain-list">
        {others.map((qualifier) => (
          <li key={qualifier.name}>
            <span className="sb-muted">{qualifier.name}</span> <ValueView value={qualifier.value} shape={qualifier} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Origin({ member }: { member: { classOrigin: string | null; isPropagated: boolean } }) {
  const { profile, namespace } = useExplorer();
  if (member.classOrigin === null || namespace === null) return member.isPropagated ? "inherited" : null;
  return (
    <Link
      className="sb-link"
      href={paths.wbemClass(profile.id, { namespace, className: member.classOrigin })}
      prefetch={false}
    >
      <BreakableName name={member.classOrigin} />
    </Link>
  );
}

function Marks({ words }: { words: readonly (string | false)[] }) {
  return words.map((word) => (word === false ? null : <ListTag key={word}>{word}</ListTag>));
}

const contains = (text: string, ...where: (string | null)[]) =>
  where.some((part) => part?.toLowerCase().includes(text.trim().toLowerCase()));

/** The properties of a class, its keys first. */
export function PropertyList({ declared }: { declared: WbemClass }) {
  const [search, setSearch] = useState("");
  if (declared.properties.length === 0) return <EmptyState title="No properties" />;
  const shown = [...declared.properties]
    .sort((one, other) => Number(other.isKey) - Number(one.isKey))
    .filter(({ name, description }) => contains(search, name, description));
  return (
    <div className={`sb-stack ${styles.members}`}>
      <SearchBox label={`Search properties of ${declared.name}`} value={search} onChange={setSearch} />
      <PlainTable label={`Properties of ${declared.name}`} isWrapping>
        <thead>
          <tr>
            <th scope="col">Property</th>
            <th scope="col">Type</th>
            <th scope="col">Values</th>
            <th scope="col">Declared by</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((property) => (
            <tr key={property.name}>
              <th scope="row">
                <div className="sb-cluster">
                  <strong>{property.name}</strong>
                  <Marks
                    words={[
                      property.isKey && "key",
                      property.isRequired && "required",
                      property.isWritable && "writable",
                      property.isDeprecated && "deprecated",
                    ]}
                  />
                </div>
                {property.description === null ? null : <p className="sb-muted">{property.description}</p>}
                <MemberQualifiers qualifiers={property.qualifiers} />
              </th>
              <td>
                <TypeCell declared={property} />
              </td>
              <td>
                <ValueMap entries={property.valueMap} />
                {property.defaultValue === null ? null : (
                  <p className="sb-muted">
                    default <ValueView value={property.defaultValue} shape={property} />
                  </p>
                )}
              </td>
              <td>
                <Origin member={property} />
              </td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
      {shown.length === 0 ? <p className="sb-muted">No property contains this text.</p> : null}
    </div>
  );
}

function ParameterRows({ parameters }: { parameters: readonly WbemParameterDeclaration[] }) {
  return parameters.map((parameter) => (
    <tr key={parameter.name}>
      <th scope="row">
        <div className="sb-cluster">
          <strong>{parameter.name}</strong>
          <Marks
            words={[
              parameter.isIn && "in",
              parameter.isOut && "out",
              parameter.isRequired && "required",
              parameter.isDeprecated && "deprecated",
            ]}
          />
        </div>
        {parameter.description === null ? null : <p className="sb-muted">{parameter.description}</p>}
        <MemberQualifiers qualifiers={parameter.qualifiers} />
      </th>
      <td>
        <TypeCell declared={parameter} />
      </td>
      <td>
        <ValueMap entries={parameter.valueMap} />
      </td>
    </tr>
  ));
}

interface MethodListProps {
  declared: Pick<WbemClass, "name" | "methods">;
  onInvoke: (method: WbemMethodDeclaration) => void;
  /** True where there is an instance to call methods on; without one only static methods can be called. */
  hasInstance?: boolean;
}

/** The methods of a class with their parameters, each to be called. */
export function MethodList({ declared, onInvoke, hasInstance = false }: MethodListProps) {
  const { operateDenial } = useExplorer();
  if (declared.methods.length === 0) {
    return (
      <EmptyState title="No methods">
        <p>{declared.name} has no methods that can be called.</p>
      </EmptyState>
    );
  }
  return (
    <ul className="sb-plain-list sb-stack" aria-label={`Methods of ${declared.name}`}>
      {declared.methods.map((method) => (
        <li key={method.name} className="sb-stack">
          <div className="sb-cluster">
            <h3>{method.name}</h3>
            <span className="sb-muted">
              returns <code>{method.returnType}</code>
            </span>
            <Marks words={[method.isStatic && "static", method.isDeprecated && "deprecated"]} />
            <ReasonButton
              kind="tertiary"
              size="sm"
              disabledReason={operateDenial ?? obstacleTo(method, hasInstance)}
              onClick={() => onInvoke(method)}
            >
              {`Call ${method.name}`}
            </ReasonButton>
          </div>
          {method.description === null ? null : <p>{method.description}</p>}
          <div className="sb-cluster">
            <p className="sb-muted">
              Declared by <Origin member={method} />
            </p>
            <ValueMap entries={method.valueMap} />
            <MemberQualifiers qualifiers={method.qualifiers} />
          </div>
          {method.parameters.length === 0 ? null : (
            <PlainTable label={`Parameters of ${method.name}`} isWrapping>
              <thead>
                <tr>
                  <th scope="col">Parameter</th>
                  <th scope="col">Type</th>
                  <th scope="col">Values</th>
                </tr>
              </thead>
              <tbody>
                <ParameterRows parameters={method.parameters} />
              </tbody>
            </PlainTable>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Qualifiers with their values. */
export function QualifierList({ label, qualifiers }: { label: string; qualifiers: readonly WbemQualifier[] }) {
  if (qualifiers.length === 0) return <EmptyState title="No qualifiers" />;
  return (
    <PlainTable label={label} isWrapping>
      <thead>
        <tr>
          <th scope="col">Qualifier</th>
          <th scope="col">Type</th>
          <th scope="col">Value</th>
          <th scope="col">Inherited</th>
        </tr>
      </thead>
      <tbody>
        {qualifiers.map((qualifier) => (
          <tr key={qualifier.name}>
            <th scope="row">{qualifier.name}</th>
            <td>
              <code>{qualifier.type}</code>
            </td>
            <td>
              <ValueView value={qualifier.value} shape={qualifier} />
            </td>
            <td>{qualifier.isPropagated === null ? "not said" : qualifier.isPropagated ? "yes" : "no"}</td>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}
