import { parseXml, XmlElement, XmlText } from '@rgrove/parse-xml';

/** An element, whatever prefix its writer gave the namespace: `<cbc:ID>` and `<ID>` are both `ID`. */
export type Xml = {
  readonly name: string;
  /** Its namespace's URI; '' for none. */
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Xml[];
  /** Its own text, without its children's, trimmed. */
  readonly text: string;
};

/** Text that is no XML: says where, and the cure. */
export class BadXml extends Error {
  override name = 'BadXml';
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
const prefixOf = (name: string): string => (name.includes(':') ? name.slice(0, name.indexOf(':')) : '');

type Namespaces = Readonly<Record<string, string>>;

const declaredIn = (attributes: Readonly<Record<string, string>>, known: Namespaces): Namespaces => {
  const declared = Object.entries(attributes)
    .filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'))
    .map(([name, uri]) => [name === 'xmlns' ? '' : name.slice('xmlns:'.length), uri]);
  return declared.length === 0 ? known : { ...known, ...Object.fromEntries(declared) };
};

/** Business documents nest some ten deep. */
const DEEPEST = 100;

const ownText = ({ children }: XmlElement): string =>
  children.flatMap((child) => (child instanceof XmlText ? [child.text] : [])).join('');

const treeOf = (element: XmlElement, known: Namespaces, depth: number): Xml => {
  if (depth > DEEPEST)
    throw new BadXml(`element ${element.name} is nested deeper than ${DEEPEST}; send a business document`);
  const namespaces = declaredIn(element.attributes, known);
  return {
    name: localName(element.name),
    namespace: namespaces[prefixOf(element.name)] ?? '',
    attributes: element.attributes,
    children: element.children
      .filter((child) => child instanceof XmlElement)
      .map((child) => treeOf(child, namespaces, depth + 1)),
    text: ownText(element).trim(),
  };
};

export const isXml = (text: string): boolean => /^[\uFEFF\s]*</.test(text);

/** @throws BadXml. Entities of a document type are not read, nor anything outside the text. */
export const readXml = (text: string): Xml => {
  let root: XmlElement | null;
  try {
    ({ root } = parseXml(text.replace(/^[\uFEFF\s]+/, '')));
  } catch (error) {
    const [problem = 'cannot be read'] = (error as Error).message.split('\n');
    throw new BadXml(`${problem}; send a whole, well-formed document`);
  }
  if (!root) throw new BadXml('has no element; send a whole document');
  return treeOf(root, {}, 0);
};

/** The first child of that path, a name a level; null where there is none. */
export const at = (xml: Xml | null | undefined, ...path: readonly string[]): Xml | null => {
  let found: Xml | null | undefined = xml;
  for (const name of path) found = found?.children.find((child) => child.name === name);
  return found ?? null;
};

/** All elements of the last name of the path, under every element before it. */
export const all = (xml: Xml | null | undefined, ...path: readonly string[]): readonly Xml[] =>
  path.reduce<readonly Xml[]>(
    (found, name) => found.flatMap(({ children }) => children.filter((child) => child.name === name)),
    xml ? [xml] : [],
  );

/** Text at a path; null where there is none. */
export const textAt = (xml: Xml | null | undefined, ...path: readonly string[]): string | null =>
  at(xml, ...path)?.text || null;

export const attributeAt = (
  xml: Xml | null | undefined,
  attribute: string,
  ...path: readonly string[]
): string | null => at(xml, ...path)?.attributes[attribute] || null;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text as XML may hold it: markup escaped, characters that XML has none for left out. */
export const escapeXml = (text: string): string =>
  Array.from(text)
    .filter((letter) => letter >= ' ' || letter === '\n' || letter === '\t')
    .map((letter) => ENTITIES[letter] ?? letter)
    .join('');

type Written = string | readonly Written[] | null;
const flat = (content: Written): string =>
  content === null ? '' : typeof content === 'string' ? content : content.map(flat).join('');

/** `<name a="b">content</name>`; text content is to be escaped before ({@link escapeXml}). */
export const element = (
  name: string,
  attributes: Readonly<Record<string, string | null>>,
  ...content: readonly Written[]
): string => {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ` ${key}="${escapeXml(value ?? '')}"`)
    .join('');
  const inner = flat(content);
  return inner === '' ? `<${name}${written}/>` : `<${name}${written}>${inner}</${name}>`;
};

/** An element with text only; null for no text, so that it is left out. */
export const leaf = (
  name: string,
  text: string | null,
  attributes: Readonly<Record<string, string | null>> = {},
): string | null => (text === null || text === '' ? null : element(name, attributes, escapeXml(text)));

export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
