/** Without blanks around it, its accents composed. */
export function composeText(text: string): string {
  return text.trim().normalize('NFC');
}

/** As `composeText`, ignoring case, too: texts that mean the same are one. */
export function foldText(text: string): string {
  return composeText(text).toLowerCase();
}
