/** What is longer is no name. To compose a text takes quadratic time where accents follow accents. */
const maxComposedLength = 1000;

/** Without blanks around it, its accents composed. */
export function composeText(text: string): string {
  const bare = text.trim();
  return bare.length > maxComposedLength ? bare : bare.normalize('NFC');
}

/** As `composeText`, ignoring case, too: texts that mean the same are one. */
export function foldText(text: string): string {
  return composeText(text).toLowerCase();
}
