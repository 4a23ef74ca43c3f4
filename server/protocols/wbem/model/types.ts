/** CIM data types (DSP0004; DSP0201 section 5.2.2, attribute TYPE). */
export const unsignedTypes = ["uint8", "uint16", "uint32", "uint64"] as const;
export const signedTypes = ["sint8", "sint16", "sint32", "sint64"] as const;
export const integerTypes = [...unsignedTypes, ...signedTypes] as const;
export const realTypes = ["real32", "real64"] as const;
export const dataTypes = ["boolean", "string", "char16", "datetime", ...integerTypes, ...realTypes] as const;

export type CimIntegerType = (typeof integerTypes)[number];
export type CimRealType = (typeof realTypes)[number];
/** Types of values; those of properties, parameters and return values may also be references. */
export type CimDataType = (typeof dataTypes)[number];
export type CimType = CimDataType | "reference";
