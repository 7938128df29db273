const NAMED =
  /(?:新(?:的)?(?:运|快递|面)?单号|转(?:寄|运)?单号|换单(?:后)?单?号|新运单)(?:码)?(?:为|是|：|:|\s)*([A-Za-z]{0,6}\d[\dA-Za-z-]{7,24})/u;

/** The number that a text says the parcel goes by from now on: `新单号为SF1234567890123`; undefined where it says none. */
export const newWaybillIn = (text: string): string | undefined => NAMED.exec(text)?.[1];
