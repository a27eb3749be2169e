import { type Message, plainMessage } from '../message.ts';
import { notes } from './elements.ts';

/** Stands where the answer will be. */
export function workingMessage(): Message {
  return plainMessage(WORKING, notes([`⏳ ${WORKING}`]));
}

const WORKING = 'Working on it…';
