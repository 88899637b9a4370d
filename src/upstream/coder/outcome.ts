/** Status 100–399 is a success, 400 and above a failure; null when there is none to go by. */
export function isSuccessfulStatus(status: number | null): boolean | null {
  return status === null || status < 100 ? null : status < 400;
}
