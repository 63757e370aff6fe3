import type { Envelope } from '@cucumber/messages';
import { plainText } from '../plain-text';

/** Characters of an error's message, and of its trace, that are kept. */
const MESSAGE = 10_000;

/** The envelope with the words of errors made text: what an implementation throws goes through cucumber as it is. */
export function plainEnvelope(envelope: Envelope): Envelope {
  const { testStepFinished } = envelope;
  const { exception, message } = testStepFinished?.testStepResult ?? {};
  if (testStepFinished === undefined || (message === undefined && exception === undefined)) return envelope;
  const testStepResult = {
    ...testStepFinished.testStepResult,
    ...(message === undefined ? {} : { message: plainText(message, MESSAGE) }),
    ...(exception === undefined
      ? {}
      : {
          exception: {
            ...exception,
            ...(exception.message === undefined ? {} : { message: plainText(exception.message, MESSAGE) }),
            ...(exception.stackTrace === undefined ? {} : { stackTrace: plainText(exception.stackTrace, MESSAGE) }),
          },
        }),
  };
  return { testStepFinished: { ...testStepFinished, testStepResult } };
}
