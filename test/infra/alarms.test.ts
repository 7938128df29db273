import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Template } from 'aws-cdk-lib/assertions';
import { orderloomStack, resourcesOf, templateOf } from '../support/orderloom-template.ts';

let template: Template;
beforeAll(() => {
  template = templateOf(orderloomStack());
}, 60_000);

const RUNBOOK = fileURLToPath(new URL('../../docs/runbook.md', import.meta.url));

/** GitHub's anchor of a heading. */
const anchorsIn = (markdown: string): string[] =>
  [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );

describe('alarms', () => {
  it('each say what they mean and name an article of the runbook that exists', () => {
    const anchors = anchorsIn(readFileSync(RUNBOOK, 'utf8'));
    const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(30);
    for (const { id, properties } of alarms) {
      const [, article] =
        /^.{20,} Runbook: docs\/runbook\.md#([a-z-]+)$/.exec(String(properties.AlarmDescription)) ?? [];
      expect({ id, known: anchors.includes(article ?? '') }).toEqual({ id, known: true });
    }
  });

  it('all speak to the one encrypted topic, and are quiet while nothing happens', () => {
    const [topic] = resourcesOf(template, 'AWS::SNS::Topic');
    expect(topic?.properties.KmsMasterKeyId).toBeDefined();
    for (const { properties } of resourcesOf(template, 'AWS::CloudWatch::Alarm')) {
      expect(properties.AlarmActions).toEqual([{ Ref: topic?.id }]);
      expect(properties.TreatMissingData).toBe('notBreaching');
    }
  });

  it('watch every function for errors and every machine for failed executions', () => {
    const watched = JSON.stringify(
      resourcesOf(template, 'AWS::CloudWatch::Alarm').map(({ properties }) => properties.Dimensions),
    );
    for (const type of ['AWS::Lambda::Function', 'AWS::StepFunctions::StateMachine']) {
      for (const { id } of resourcesOf(template, type)) expect(watched).toContain(`{"Ref":"${id}"}`);
    }
  });

  it('watch every stream reader for falling behind', () => {
    const late = resourcesOf(template, 'AWS::CloudWatch::Alarm').filter(
      ({ properties }) => properties.MetricName === 'IteratorAge',
    );
    expect(late).toHaveLength(
      resourcesOf(template, 'AWS::Lambda::EventSourceMapping').filter(({ properties }) => properties.StartingPosition)
        .length,
    );
  });
});
