// Whether an offer may come to this reader: one pure function over what is known. It reads no page and keeps nothing.

/** No offer comes before the reader has had this long to see where they are. */
export const FIRST_SECONDS = 5;

/** Up to this width a dialogue first asks from the foot of the window, and the reader opens it. */
export const NARROW = 600;

const DAY = 86_400_000;
const MAILED = /^(\/[a-z]{2}(-[a-z]{2})?)?\/newsletter\//; // In any language.

/**
 * The popup that may show now, or null. Of several the first in marketing's order that may.
 *
 * @param page {popups: [{id, shape, trigger, threshold, starts, ends, quietDays, mostShown}], fromMail}
 * @param remembered {asked, visited, closedAt, shown: {id: times}}; null where the browser keeps nothing, so that a
 *   reader's no could not be kept either
 * @param now milliseconds
 */
export function choose(page, remembered, now) {
  if (!remembered || remembered.asked || remembered.visited || page.fromMail) return null;
  return page.popups.find((popup) => isCurrent(popup, now) && isWelcome(popup, remembered, now)) ?? null;
}

function isCurrent({ starts, ends }, now) {
  return (starts === null || starts <= now) && (ends === null || now < ends);
}

function isWelcome({ id, quietDays, mostShown }, { closedAt, shown }, now) {
  const isQuiet = closedAt !== null && now - closedAt < quietDays * DAY;
  return !isQuiet && (shown[id] ?? 0) < mostShown;
}

/** Whether the reader comes from one of our mails, or from a page behind one. */
export function isFromMail(address, referrer) {
  const { origin, pathname, searchParams } = new URL(address);
  const isMailed = searchParams.get("utm_medium")?.toLowerCase() === "email";
  return isMailed || MAILED.test(pathname) || (referrer.startsWith(origin) && MAILED.test(referrer.slice(origin.length)));
}
