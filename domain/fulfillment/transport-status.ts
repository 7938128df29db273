import { readXml, textAt, type Xml } from '../channel/xml-tree.ts';
import type { Scan, Tracking } from './carrier.ts';
import { NO_NUMBER } from './signed-body.ts';
import { rowsOf, scanOf } from './tracking-rows.ts';

/** Elements of that name, however deep. */
const below = (xml: Xml, name: string): Xml[] =>
  xml.children.flatMap((child) => [...(child.name === name ? [child] : []), ...below(child, name)]);

const scanIn = (raw: unknown): Scan => {
  const event = raw as Xml;
  const [location] = below(event, 'Location');
  const time = textAt(event, 'OccurrenceTime') ?? '00:00:00';
  return scanOf({
    time: `${textAt(event, 'OccurrenceDate') ?? ''}T${time}`,
    zone: 'Z',
    code: textAt(event, 'TransportEventTypeCode'),
    text: textAt(event, 'Description'),
    places: [textAt(location, 'Name')],
    placeCode: textAt(location, 'ID'),
    eventId: textAt(event, 'IdentificationID') ?? undefined,
  });
};

/** Events of a consignment by UBL Transportation Status, the form PEPPOL sends IFTSTA in. @throws BadXml */
export const transportStatusTrackings = (message: string, carrier: string): Tracking[] => {
  const status = readXml(message.replace(/<(\/?)[\w.-]+:/g, '<$1'));
  const names = [...below(status, 'Consignment'), ...below(status, 'TransportContract')].map((each) =>
    textAt(each, 'ID'),
  );
  const [number = NO_NUMBER, ...otherNumbers] = names.filter((name) => name !== null);
  const { scans, unreadable } = rowsOf(below(status, 'TransportEvent'), 'TransportEvent', scanIn);
  return [{ companies: [carrier], number, otherNumbers, scans, unreadable }];
};
