import type { Micros } from './micros.ts';
import type { Random } from './random.ts';

export const nilUuid = '00000000-0000-0000-0000-000000000000';

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const letters = 'abcdefghijklmnopqrstuvwxyz';
const alphanumerics = `${letters}${letters.toUpperCase()}0123456789`.split('');

/** Version 4. */
export function uuid(random: Random): string {
  const [a, b, c, d] = [random.word(), random.word(), random.word(), random.word()];
  const versioned = (b & 0xffff_0fff) | 0x4000;
  const variant = (c & 0x3fff_ffff) | 0x8000_0000;
  return `${word(a)}-${half(versioned >>> 16)}-${half(versioned)}-${half(variant >>> 16)}-${half(variant)}${word(d)}`;
}

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

function word(value: number): string {
  return half(value >>> 16) + half(value);
}

function half(value: number): string {
  return `${hex[(value >>> 8) & 0xff]}${hex[value & 0xff]}`;
}
