// What this browser remembers of offers, and the only place that writes it: counts and times, nothing about the reader.
// Nothing is written before the reader has acted: closed an offer, opened it, gone on past it, or sent a form.

/** A value of `localStorage` or `sessionStorage`; null if there is none, or none of ours. Throws where both are closed. */
function read(storage, key) {
  const text = window[storage].getItem(key);
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function keep(storage, key, value) {
  try {
    window[storage].setItem(key, JSON.stringify(value));
  } catch {
    // The store is full. At worst an offer comes once more.
  }
}

/** When an offer was last closed, and how often each was shown. */
function offers() {
  const { closedAt, shown } = read("localStorage", "offers") ?? {};
  return { closedAt: Number.isFinite(closedAt) ? closedAt : null, shown: { ...shown } };
}

/** See `choose`; null where the browser keeps nothing. */
export function recall() {
  try {
    return { ...offers(), asked: read("localStorage", "asked") !== null, visited: read("sessionStorage", "offered") !== null };
  } catch {
    return null;
  }
}

/** No other offer comes in this visit. */
export function noteVisit() {
  keep("sessionStorage", "offered", 1);
}

/** The popup was shown once more. */
export function noteShown(id) {
  const { closedAt, shown } = offers();
  keep("localStorage", "offers", { closedAt, shown: { ...shown, [id]: (shown[id] ?? 0) + 1 } });
  noteVisit();
}

/** The reader has said no for now. */
export function noteClosed(now) {
  keep("localStorage", "offers", { ...offers(), closedAt: now });
}
