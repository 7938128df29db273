import { lossesBetween, reworkBetween } from '#domain/channel/attribute-losses.ts';
import { AttributeDefinition, type AttributeMigration, type FieldsByPath } from '#domain/channel/attribute-set.ts';

const title = { zh: '层数', en: 'Layers' };
const fieldsOf = (parts: Readonly<Record<string, object>>): FieldsByPath =>
  new Map(
    Object.entries(parts).map(([path, part]) => [
      path,
      AttributeDefinition.parse({ name: path.replace('lines.', ''), title, type: 'integer', ...part }),
    ]),
  );

const BEFORE = fieldsOf({
  layers: {},
  'lines.color': { type: 'enum', values: ['RED', 'BLUE'].map((value) => ({ value, title })) },
});
const lost = (after: Readonly<Record<string, object>>, migrations: readonly AttributeMigration[] = []) =>
  lossesBetween(BEFORE, fieldsOf(after), migrations).map(({ field, how }) => `${field} ${how}`);
const COLOR = { type: 'enum', values: ['RED', 'BLUE', 'GREEN'].map((value) => ({ value, title })) };

describe('what stored orders would lose by a new version', () => {
  it('loses nothing by more fields, words, titles, searching and other sources', () => {
    expect(
      lost({
        layers: { searchable: true, source: 'n', title: { zh: '层', en: 'Plies' } },
        'lines.color': COLOR,
        more: {},
      }),
    ).toEqual([]);
  });

  it('loses a field that is taken out, retyped, of another unit, personal, or with fewer words', () => {
    expect(lost({ 'lines.color': COLOR })).toEqual(['layers is taken out']);
    expect(lost({ layers: { type: 'string' }, 'lines.color': COLOR })).toEqual([
      'layers changes from integer to string',
    ]);
    expect(lost({ layers: { unit: 'mm' }, 'lines.color': COLOR })).toEqual([
      'layers changes its unit from (none) to mm',
    ]);
    expect(lost({ layers: { personal: true }, 'lines.color': COLOR })).toEqual(['layers becomes personal']);
    const fewer = { type: 'enum', values: [{ value: 'RED', title }] };
    expect(lost({ layers: {}, 'lines.color': fewer })).toEqual(['lines.color loses words']);
  });

  it('loses nothing that its migrations rename, convert or drop', () => {
    expect(lost({ plies: {}, 'lines.color': COLOR }, [{ do: 'rename', field: 'layers', to: 'plies' }])).toEqual([]);
    expect(lost({ layers: { type: 'string' }, 'lines.color': COLOR }, [{ do: 'convert', field: 'layers' }])).toEqual(
      [],
    );
    expect(lost({ layers: {} }, [{ do: 'drop', field: 'lines.color', reason: 'unused' }])).toEqual([]);
  });

  it('refuses to let a rename change the type on the way, or a conversion change the unit', () => {
    expect(
      lost({ plies: { type: 'string' }, 'lines.color': COLOR }, [{ do: 'rename', field: 'layers', to: 'plies' }]),
    ).toEqual(['layers changes from integer to string']);
    expect(lost({ layers: { unit: 'mm' }, 'lines.color': COLOR }, [{ do: 'convert', field: 'layers' }])).toEqual([
      'layers changes its unit from (none) to mm',
    ]);
  });

  it('names what stored orders need: values to change, and fields to be found by', () => {
    const after = fieldsOf({ plies: {}, 'lines.color': { ...COLOR, searchable: true } });
    const migrations: AttributeMigration[] = [
      { do: 'rename', field: 'layers', to: 'plies' },
      { do: 'drop', field: 'longGone', reason: 'an earlier version did' },
    ];
    expect(reworkBetween(BEFORE, after, migrations)).toEqual({ migrated: ['layers'], indexed: ['lines.color'] });
  });
});
