import { subscriber } from '#shared/queue.ts';
import { react } from '#shared/react.ts';

export const handler = subscriber(({ type, detail }) => react(type, detail));
