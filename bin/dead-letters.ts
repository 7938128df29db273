import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** Generated names begin with the stack's; queues that platforms send to have a name of their own. */
const prefixesOf = (stack: string): readonly string[] => [stack, 'orderloom-'];

export type DeadLetterQueue = {
  readonly name: string;
  readonly url: string;
  /** Where its letters came from and may go back to; null: a stream's, whose letters are only pointers. */
  readonly from: { readonly name: string; readonly url: string } | null;
  readonly waiting: number;
};

const nameOf = (urlOrArn: string): string => urlOrArn.split(/[/:]/).at(-1) ?? '';

const queueUrls = async (sqs: SQSClient, prefix: string): Promise<string[]> => {
  const urls: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await sqs.send(
      new ListQueuesCommand({ QueueNamePrefix: prefix, MaxResults: 1000, ...(NextToken ? { NextToken } : {}) }),
    );
    urls.push(...(page.QueueUrls ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return urls;
};

const attributesOf = async (sqs: SQSClient, url: string) => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: ['RedrivePolicy', 'ApproximateNumberOfMessages'],
    }),
  );
  const { deadLetterTargetArn } = JSON.parse(Attributes.RedrivePolicy ?? '{}') as { deadLetterTargetArn?: string };
  return {
    url,
    name: nameOf(url),
    waiting: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    lettersIn: deadLetterTargetArn ? nameOf(deadLetterTargetArn) : null,
  };
};

/** Every queue of a stack that holds what failed each attempt. */
export const deadLetterQueues = async (sqs: SQSClient, stack: string): Promise<DeadLetterQueue[]> => {
  const urls = (await Promise.all(prefixesOf(stack).map((prefix) => queueUrls(sqs, prefix)))).flat();
  const queues = await Promise.all(urls.map((url) => attributesOf(sqs, url)));
  const sources = new Map(
    queues.flatMap(({ lettersIn, name, url }) => (lettersIn ? [[lettersIn, { name, url }]] : [])),
  );
  return queues
    .filter(({ name }) => sources.has(name) || name.includes('DeadLetters'))
    .map(({ name, url, waiting }) => ({ name, url, waiting, from: sources.get(name) ?? null }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
};

/** Sent before it is taken out: a replay that dies in between repeats a message, which consumers know, and loses none. */
const sendBack = async (sqs: SQSClient, letters: string, to: string, message: Message): Promise<void> => {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: to,
      MessageBody: message.Body,
      ...(message.MessageAttributes ? { MessageAttributes: message.MessageAttributes } : {}),
    }),
  );
  await sqs.send(new DeleteMessageCommand({ QueueUrl: letters, ReceiptHandle: message.ReceiptHandle }));
};

/** Lets what waited be tried again; what fails anew comes back and is left for the next time. @returns how many went back */
export const replayLetters = async (sqs: SQSClient, { url, from, waiting }: DeadLetterQueue): Promise<number> => {
  if (!from) return 0;
  let sent = 0;
  while (sent < waiting) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: Math.min(10, waiting - sent),
        MessageAttributeNames: ['All'],
        WaitTimeSeconds: 1,
      }),
    );
    if (Messages.length === 0) return sent;
    for (const message of Messages) await sendBack(sqs, url, from.url, message);
    sent += Messages.length;
  }
  return sent;
};
