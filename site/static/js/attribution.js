// By which way a reader came: the first and the last arrival of this visit. This tab alone remembers it, as long as it is
// open, and nobody hears of it until the reader sends a form.

const CAMPAIGN = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"];
// The address of a mailed link holds a secret.
const path = location.pathname.replace(/^((?:\/[a-z]{2}(?:-[a-z]{2})?)?\/newsletter\/[^/]+\/).+/, "$1");

function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem("touches")) ?? {};
  } catch {
    return {};
  }
}

/** The campaign in the address, and the other site that linked here; nothing for a step within this one. */
function arrival() {
  const touch = {};
  const query = new URLSearchParams(location.search);
  for (const name of CAMPAIGN) if (query.get(name)) touch[name] = query.get(name).slice(0, 200);
  const host = document.referrer.split("/")[2];
  if (host && host !== location.host) touch.referrer = host;
  return touch;
}

const touches = remembered();
const touch = arrival();
const isNew = Object.keys(touch).length && performance.getEntriesByType("navigation")[0]?.type === "navigate";
if (!touches.first || isNew) {
  touch.landing_page = path;
  touches.first ??= { ...touch };
  touches.last = touch;
}
if (document.querySelector("[data-story]")) {
  touches.first.article ??= path;
  touches.last.article = path;
}
try {
  sessionStorage.setItem("touches", JSON.stringify(touches));
} catch {
  // Then this page is all there is to tell.
}

addEventListener("formdata", ({ target, formData }) => {
  if (!target.closest("[data-panel]")) return;
  formData.set("first_touch", JSON.stringify(touches.first));
  formData.set("last_touch", JSON.stringify(touches.last));
});
