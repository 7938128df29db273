import type { AccountSighting, Recipient } from '../domain/channel/person-profile.ts';

/** One line of text without blanks: as much as such rules normalise. */
const plain = (text: string): string => text.replace(/\s|^\+?86/g, '');

const keysOf = ({ name, phone, address }: Recipient): string[] => {
  const number = plain(phone);
  const where = plain(`${address.city}${address.district}`);
  return [
    ...(number.includes('*') ? [] : [number]),
    `${number.slice(0, 3)}${number.slice(-4)}|${name.charAt(0)}|${where}`,
    ...(name.includes('*') ? [] : [`${plain(name)}|${where}${plain(address.detail)}`]),
  ];
};

/**
 * The rule of thumb: accounts with the same phone, mailbox or id, the same masked phone, first letter and district, or the same name at the
 * same address, are one person's.
 */
export const matchByRule = (sightings: readonly AccountSighting[]): string[][] => {
  const parent = new Map<string, string>();
  const rootOf = (node: string): string => {
    let root = node;
    while (parent.get(root) !== undefined && parent.get(root) !== root) root = parent.get(root) as string;
    parent.set(node, root);
    return root;
  };
  for (const { key, unionIds, ownPhone, emails, recipients } of sightings) {
    const shared = [...unionIds, ...emails, ...(ownPhone ? [plain(ownPhone)] : []), ...recipients.flatMap(keysOf)];
    for (const evidence of shared) parent.set(rootOf(`#${evidence}`), rootOf(key));
  }
  return [...Map.groupBy(sightings, ({ key }) => rootOf(key)).values()].map((group) => group.map(({ key }) => key));
};
