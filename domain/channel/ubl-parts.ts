import { type B2bPlace, type B2bWanted, joinedText, NO_PLACE } from './b2b-order.ts';
import type { PartyCode } from './b2b-party.ts';
import { documentTime, endOfDay } from './b2b-time.ts';
import { sumOf } from './decimal.ts';
import { all, at, textAt, type Xml } from './xml-tree.ts';

export const ublPartyName = (party: Xml | null): string | null =>
  textAt(party, 'PartyName', 'Name') ?? textAt(party, 'PartyLegalEntity', 'RegistrationName');

/** By its endpoint, which is what documents are sent to; else by its number, else by its name. */
export const ublPartyCode = (party: Xml | null): PartyCode => {
  const found =
    at(party, 'EndpointID') ??
    at(party, 'PartyIdentification', 'ID') ??
    at(party, 'PartyLegalEntity', 'CompanyID') ??
    at(party, 'PartyTaxScheme', 'CompanyID');
  if (found?.text) return { scheme: found.attributes.schemeID ?? '', id: found.text };
  return { scheme: 'name', id: ublPartyName(party) ?? '' };
};

/** RequestedDeliveryPeriod of an order or of a line; Despatch says when it is to leave. */
export const ublWanted = (delivery: Xml | null): B2bWanted => {
  const period = at(delivery, 'RequestedDeliveryPeriod');
  const text = (name: string) => textAt(period, name);
  return {
    deliver_by: endOfDay(text('EndDate'), text('EndTime')),
    not_before: documentTime(text('StartDate'), text('StartTime')),
    ship_by: endOfDay(
      textAt(delivery, 'Despatch', 'RequestedDespatchDate'),
      textAt(delivery, 'Despatch', 'RequestedDespatchTime'),
    ),
  };
};

const STREETS = [
  'StreetName',
  'BuildingNumber',
  'AdditionalStreetName',
  'BuildingName',
  'Department',
  'Room',
  'Floor',
  'Postbox',
];

export const ublPlace = (delivery: Xml | null): B2bPlace | null => {
  const location = at(delivery, 'DeliveryLocation');
  const address = at(location, 'Address') ?? at(delivery, 'DeliveryAddress');
  if (!address && !location) return null;
  const party = at(delivery, 'DeliveryParty');
  const contact = at(party, 'Contact');
  const lines = all(address, 'AddressLine', 'Line').map(({ text }) => text);
  return {
    ...NO_PLACE,
    id: textAt(location, 'ID') ?? textAt(address, 'ID'),
    name: ublPartyName(party) ?? textAt(location, 'Name'),
    contact: textAt(contact, 'Name'),
    country: textAt(address, 'Country', 'IdentificationCode'),
    province: textAt(address, 'CountrySubentity') ?? textAt(address, 'Region'),
    city: textAt(address, 'CityName'),
    district: textAt(address, 'District') ?? textAt(address, 'CitySubdivisionName'),
    detail: joinedText([...STREETS.map((name) => textAt(address, name) ?? ''), ...lines], ', '),
    postal_code: textAt(address, 'PostalZone'),
    phone: textAt(contact, 'Telephone'),
    email: textAt(contact, 'ElectronicMail'),
  };
};

/** AllowanceCharge elements: what is taken off (false) or added (true). */
export const ublAllowances = (xml: Xml, added: boolean): string =>
  sumOf(
    all(xml, 'AllowanceCharge')
      .filter((each) => (textAt(each, 'ChargeIndicator') === 'true') === added)
      .map((each) => textAt(each, 'Amount') ?? '0'),
  );
