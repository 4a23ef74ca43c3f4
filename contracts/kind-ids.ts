/** Device families. A new one is a folder in `server/protocols/`, a descriptor there and a line here. */
export const kindIds = ["hmc", "bmc", "wbem"] as const;
export type KindId = (typeof kindIds)[number];
