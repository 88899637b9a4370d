import type { Micros } from './micros.ts';
import type { Random } from '../random.ts';

export const nilUuid = '00000000-0000-0000-0000-000000000000';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const letters = 'abcdefghijklmnopqrstuvwxyz';
const alphanumerics = `${letters}${letters.toUpperCase()}0123456789`.split('');

/** 26 characters, the first ten from the instant's millisecond. */
export function ulid(random: Random, at: Micros): string {
  let rest = Math.floor(at / 1000);
  let text = '';
  for (let i = 0; i < 10; i++) {
    text = crockford.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  for (let i = 0; i < 16; i++) text += crockford.charAt(random.word() & 31);
  return text;
}

export function alphanumeric(random: Random, length: number): string {
  return Array.from({ length }, () => random.pick(alphanumerics)).join('');
}
