/** Whether a text can only be meant as an e-mail address. Spaces around it do not matter. */
export function isEmail(text: string): boolean {
  return text.length <= 320 && /^[^\s@]+@[^\s@]+$/u.test(text.trim());
}
