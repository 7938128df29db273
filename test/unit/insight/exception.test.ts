import fc from 'fast-check';
import type { EventDetail } from '../../../domain/event.ts';
import { EVENTS } from '../../../domain/events.ts';
import type { OrderId } from '../../../domain/id.ts';
import { exceptionId, subjectOf } from '../../../domain/insight/exception.ts';
import { type ExceptionNote, NOTED_EVENTS, notesOf, orderEnded } from '../../../domain/insight/exception-notes.ts';
import { mergedPage } from '../../../domain/insight/exception-page.ts';
import { type ExceptionRecord, noted, setAside, stateOf, unheardOf } from '../../../domain/insight/exception-record.ts';
import { ActOnExceptions } from '../../../domain/insight/exception-requests.ts';
import { OrderBackordered, OrderHeld, OrderReleased } from '../../../domain/order/events.ts';
import { Instant } from '../../../domain/time.ts';

const ORDER = 'ord_01JZZZZZZZZZZZZZZZZZZZZZZZ' as OrderId;
const at = (minute: number): Instant => Instant.parse(`2026-03-01T10:${String(minute).padStart(2, '0')}:00.000Z`);

const detail = (data: unknown, minute: number): EventDetail => ({
  id: 'evt_01JZZZZZZZZZZZZZZZZZZZZZZZ' as EventDetail['id'],
  at: at(minute),
  orderId: ORDER,
  causedBy: null,
  traceId: 't',
  color: 'default',
  v: 1,
  data,
});

const held = (minute: number) =>
  notesOf(
    OrderHeld.type,
    detail(
      {
        hold: {
          holdId: 'hld_01JZZZZZZZZZZZZZZZZZZZZZZZ',
          type: 'NO_ROUTE',
          reason: 'no lane reaches 新疆: add one, then release',
          actor: 'system:commit-plan',
          since: at(minute),
          releaseCondition: 'PERSON',
        },
      },
      minute,
    ),
  );

const told = (record: ExceptionRecord, notes: readonly ExceptionNote[]): ExceptionRecord => notes.reduce(noted, record);

describe('an exception', () => {
  it('has an id that says what it is about, and is read back from it', () => {
    const subject = { kind: 'MESSAGE', orderId: null, of: 'PUSH#douyin#a~b~PUSH' } as const;
    expect(subjectOf(exceptionId(subject))).toEqual(subject);
  });

  it.each(['', 'HOLD', 'HOLD~ord_1', 'NOISE~-~x', 'HOLD~nobody~x'])('refuses %p as an id', (id) => {
    expect(subjectOf(id)).toBeNull();
  });

  it('begins with the event that says so, with cause, owner and cure', () => {
    const [first] = held(1).filter(({ says }) => says === 'BEGAN');
    expect(first).toMatchObject({
      subject: { kind: 'HOLD', orderId: ORDER },
      cause: 'NO_ROUTE',
      owner: 'role:operator',
      reason: expect.stringContaining('release'),
    });
  });

  it('is over when its hold is released, whichever is heard first', () => {
    const holdId = 'hld_01JZZZZZZZZZZZZZZZZZZZZZZZ';
    const released = notesOf(OrderReleased.type, detail({ holdId, type: 'NO_ROUTE', by: 'person:a', remaining: 0 }, 5));
    const [begun] = held(1).filter(({ says }) => says === 'BEGAN');
    if (!begun) throw new Error('a hold begins nothing');
    expect(stateOf(told(unheardOf(begun.subject), [...released, begun]))).toBe('CLOSED');
    expect(stateOf(told(unheardOf(begun.subject), [begun, ...released]))).toBe('CLOSED');
  });

  it('set aside stays so until it begins again', () => {
    const back = (minute: number) =>
      notesOf(OrderBackordered.type, detail({ missing: [{ sku: 'tea', reason: 'OUT' }] }, minute));
    const [first] = back(1);
    if (!first) throw new Error('a backorder begins nothing');
    const aside = setAside(told(unheardOf(first.subject), back(1)), { by: 'person:a', at: at(3), note: 'known' });
    expect(stateOf(aside)).toBe('SET_ASIDE');
    expect(stateOf(told(aside, back(2)))).toBe('SET_ASIDE');
    expect(stateOf(told(aside, back(4)))).toBe('OPEN');
  });

  it('is the same after any order and repetition of what was told', () => {
    const word = fc.record({
      minute: fc.integer({ min: 0, max: 20 }),
      began: fc.boolean(),
      reason: fc.constantFrom('a', 'b'),
    });
    const subject = { kind: 'BACKORDER', orderId: ORDER, of: 'order' } as const;
    const noteOf = ({ minute, began, reason }: { minute: number; began: boolean; reason: string }): ExceptionNote =>
      began
        ? {
            subject,
            at: at(minute),
            says: 'BEGAN',
            cause: 'C',
            reason,
            owner: 'role:operator',
            summary: { en: '', zh: '' },
          }
        : { subject, at: at(minute), says: 'ENDED' };
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (words, dice) => {
        const notes = words.map(noteOf);
        const shuffled = [...notes, ...notes]
          .map((note) => ({ note, place: dice.next().value as number }))
          .sort((a, b) => a.place - b.place)
          .map(({ note }) => note);
        expect(told(unheardOf(subject), shuffled)).toEqual(told(unheardOf(subject), notes));
      }),
    );
  });

  it('is noted of events that there are', () => {
    const known = new Set(EVENTS.map(({ type }) => type));
    expect(NOTED_EVENTS.filter((type) => !known.has(type))).toEqual([]);
  });

  it('is over with its order, unless it is about what others were told', () => {
    const { kinds } = orderEnded('OrderCancelled', detail({}, 1)) ?? { kinds: [] };
    expect(kinds).toEqual(expect.arrayContaining(['HOLD', 'BACKORDER', 'LEG']));
    expect(kinds).not.toContain('WRITE_BACK');
    expect(orderEnded('OrderHeld', detail({}, 1))).toBeNull();
  });
});

describe('a page of exceptions', () => {
  it('goes through all lists once, oldest first, whatever the page size', () => {
    const entry = fc.record({ minute: fc.integer({ min: 0, max: 5 }), id: fc.uuid() });
    fc.assert(
      fc.property(
        fc.array(fc.array(entry, { maxLength: 12 }), { maxLength: 4 }),
        fc.integer({ min: 1, max: 7 }),
        (lists, limit) => {
          const record = unheardOf({ kind: 'HOLD', orderId: ORDER, of: 'x' });
          const all = lists.map((list) => list.map(({ minute, id }) => ({ at: at(minute), id, record })));
          const seen: string[] = [];
          let after: { at: Instant; id: string } | null = null;
          do {
            const rest = all.map((list) =>
              list
                .filter((each) => after === null || each.at > after.at || (each.at === after.at && each.id > after.id))
                .sort((a, b) => (a.at + a.id < b.at + b.id ? -1 : 1))
                .slice(0, limit + 1),
            );
            const { entries, next } = mergedPage(rest, limit);
            seen.push(...entries.map(({ at: moment, id }) => moment + id));
            after = next;
          } while (after);
          expect(seen).toEqual(
            all
              .flat()
              .map((each) => each.at + each.id)
              .sort(),
          );
        },
      ),
    );
  });
});

describe('acting on exceptions', () => {
  it.each([
    [{ action: 'ASSIGN', exceptionIds: ['x'] }, 'assignee'],
    [{ action: 'RETRY', exceptionIds: ['x'], assignee: 'li' }, 'assignee'],
    [{ action: 'SKIP', exceptionIds: ['x'] }, 'note'],
    [{ action: 'RETRY', exceptionIds: [] }, 'exceptionIds'],
    [{ action: 'DELETE', exceptionIds: ['x'] }, 'action'],
  ])('refuses %j, naming %s', (asked, field) => {
    const { error } = ActOnExceptions.safeParse(asked);
    expect(error?.issues.map(({ path }) => path[0])).toContain(field);
  });
});
