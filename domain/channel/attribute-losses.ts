import type { AttributeDefinition, AttributeMigration, FieldsByPath } from './attribute-set.ts';

/** A field that orders may carry and that a new version does not have as it was. */
export type Loss = {
  /** `giftWrap`, `lines.videoId` */
  readonly field: string;
  /** What becomes of it, for people. */
  readonly how: string;
  /** What would make it good, for people. */
  readonly cure: string;
};

const wordsOf = ({ values = [] }: AttributeDefinition): ReadonlySet<string> =>
  new Set(values.map(({ value }) => value));

const isEnum = ({ type, of }: AttributeDefinition): boolean => type === 'enum' || of === 'enum';

const typeText = ({ type, of = 'string' }: AttributeDefinition): string => (type === 'list' ? `list of ${of}` : type);

const lacksWords = (before: AttributeDefinition, after: AttributeDefinition): boolean => {
  const words = wordsOf(after);
  return isEnum(before) && isEnum(after) && [...wordsOf(before)].some((word) => !words.has(word));
};

const KEEP = 'leave it as it was and add a field with another name';

const retyping = (before: AttributeDefinition, after: AttributeDefinition): Omit<Loss, 'field'> | null => {
  if (before.personal !== after.personal)
    return { how: `becomes ${after.personal ? 'personal' : 'public'}`, cure: KEEP };
  if (before.unit !== after.unit)
    return { how: `changes its unit from ${before.unit ?? '(none)'} to ${after.unit ?? '(none)'}`, cure: KEEP };
  const cure = 'leave it as it was, or convert it in migrations';
  if (typeText(before) !== typeText(after))
    return { how: `changes from ${typeText(before)} to ${typeText(after)}`, cure };
  return lacksWords(before, after) ? { how: 'loses words', cure } : null;
};

const covers = (migrations: readonly AttributeMigration[], field: string, ways: readonly AttributeMigration['do'][]) =>
  migrations.some((migration) => migration.field === field && ways.includes(migration.do));

const renamed = (field: string, after: FieldsByPath, migrations: readonly AttributeMigration[]) => {
  const rename = migrations.find((migration) => migration.field === field);
  return rename?.do === 'rename' ? after.get(rename.to) : undefined;
};

/** Fields that stored orders would lose or contradict, and that the migrations say nothing about. */
export const lossesBetween = (
  before: FieldsByPath,
  after: FieldsByPath,
  migrations: readonly AttributeMigration[],
): readonly Loss[] =>
  [...before].flatMap(([field, was]): Loss[] => {
    const now = after.get(field) ?? renamed(field, after, migrations);
    if (!now)
      return covers(migrations, field, ['drop'])
        ? []
        : [{ field, how: 'is taken out', cure: 'keep it, or rename or drop it in migrations' }];
    const change = retyping(was, now);
    if (!change || (change.cure !== KEEP && covers(migrations, field, ['convert']))) return [];
    return [{ field, ...change }];
  });

/** What stored orders need: those that carry one of these fields are gone through. */
export type Rework = {
  /** Fields whose values change. */
  readonly migrated: readonly string[];
  /** Fields by which orders are found from now on, or no longer. */
  readonly indexed: readonly string[];
};

export const reworkBetween = (
  before: FieldsByPath,
  after: FieldsByPath,
  migrations: readonly AttributeMigration[],
): Rework => {
  const migrated = migrations
    .filter(({ field }) => {
      const [was, now] = [before.get(field), after.get(field)];
      return was !== undefined && (now === undefined || retyping(was, now) !== null);
    })
    .map(({ field }) => field);
  const indexed = [...after]
    .filter(([field, { searchable }]) => {
      const was = before.get(field);
      return was !== undefined && was.searchable !== searchable;
    })
    .map(([field]) => field);
  return { migrated, indexed };
};
