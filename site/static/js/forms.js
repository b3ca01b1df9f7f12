// Sends a form without leaving the page: of the page that the server answers with, the panel takes the place of ours.

const title = document.title;
const TIED = ["id", "for", "href", "aria-labelledby", "aria-describedby"];

const LONGEST = 3000; // Milliseconds that a reader may be kept waiting for a stamp.
const begun = new WeakMap();

/** Gets the form a stamp for this reader alone, once: the page, and the stamp on it, may be the same for many. */
export function begin(form) {
  if (!begun.has(form)) begun.set(form, stampAnew(form.querySelector("[data-stamps]")));
  return begun.get(form);
}

async function stampAnew(field) {
  if (!field) return;
  try {
    const address = `${field.dataset.stamps}?${new URLSearchParams({ stamp: field.value })}`;
    const answer = await fetch(address, { signal: AbortSignal.timeout(LONGEST), credentials: "omit" });
    if (answer.ok) field.value = await answer.text();
  } catch {
    // The page's own does as well.
  }
}

export async function send(form) {
  await begin(form);
  const panel = form.closest("[data-panel]");
  const fault = panel.querySelector("[data-fault]");
  if (fault) fault.hidden = true;
  const { answer, page } = await post(form);
  const fresh = page?.querySelector("main :is([data-panel], [data-answer])");
  if (fresh) show(panel, fresh, page.title, answer);
  else if (answer?.redirected) location.assign(answer.url);
  else if (fault) fault.hidden = false;
}

/** The answer and its page; neither when nothing came back. */
async function post(form) {
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body });
    return { answer, page: new DOMParser().parseFromString(await answer.text(), "text/html") };
  } catch {
    return {};
  }
}

function show(panel, fresh, freshTitle, answer) {
  const summary = fresh.querySelector("[data-error-summary]");
  const heading = panel.querySelector(":scope > :is(h2, h3)") ?? document.createElement("h3");
  rename(fresh, panel.dataset.panel);
  document.title = summary ? `${freshTitle.split(":")[0]}: ${title}` : title;
  if (summary) {
    summary.removeAttribute("id");
    fresh.querySelector(":scope > h2")?.replaceWith(heading);
    panel.replaceChildren(...fresh.childNodes);
    summary.focus();
    return;
  }
  const words = fresh.querySelector("h1");
  heading.replaceChildren(...words.childNodes);
  heading.tabIndex = -1;
  words.replaceWith(heading);
  panel.setAttribute("role", "status");
  panel.replaceChildren(fresh);
  heading.focus();
  document.dispatchEvent(new Event("leads:sent")); // Whoever has sent a form is not asked again by an offer.
  // On the form's own page, a reload then shows the thanks.
  if (new URL(answer.url).pathname === location.pathname) history.replaceState(null, "", answer.url);
}

/** Gives what came the ids of our place, since the same form may stand on this page more than once. */
function rename(fresh, to) {
  const from = new RegExp(`(^#?| )${fresh.dataset.panel}-`, "g");
  for (const element of fresh.dataset.panel ? fresh.querySelectorAll("*") : []) {
    for (const name of TIED) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replace(from, `$1${to}-`));
    }
  }
}
