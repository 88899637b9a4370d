const mediaTypes = ['application/json', 'application/graphql-response+json'];

/**
 * Which of Yoga's two media types for JSON answers an `Accept` header: the first it names that is
 * either, where `application/json` goes before the other. Undefined when it wants neither.
 */
export function mediaTypeFor(accept = ''): string | undefined {
  if (accept === '' || accept === '*/*') return mediaTypes[0];
  for (const item of accept.replace(/\s/g, '').toLowerCase().split(',')) {
    const [range = '', ...parameters] = item.split(';');
    const charset = parameters.find((parameter) => parameter.includes('charset='));
    if (charset !== undefined && charset !== '' && charset !== 'charset=utf-8') continue;
    const [type, subtype] = range.split('/');
    const chosen = mediaTypes.find((mediaType) => {
      const [ownType, ownSubtype] = mediaType.split('/');
      return (type === '*' || type === ownType) && (subtype === '*' || subtype === ownSubtype);
    });
    if (chosen !== undefined) return chosen;
  }
  return undefined;
}
