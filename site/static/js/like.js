// Likes an article without leaving the page, and remembers it in this browser: once pressed, the button stays so.

const key = (form) => `like:${form.dataset.like}`;

/** What this browser is called for this one article; kept once the like has arrived, if the browser keeps anything. */
function word(form) {
  try {
    return localStorage.getItem(key(form)) ?? crypto.randomUUID();
  } catch {
    return "";
  }
}

function keep(form, browser) {
  try {
    localStorage.setItem(key(form), browser);
  } catch {
    // The button is then as new when the page is opened again.
  }
}

/** Shows that this browser liked the article. */
export function showLiked(form) {
  const label = form.querySelector("[data-like-label]");
  form.querySelector("[type=submit]").setAttribute("aria-pressed", "true");
  label.textContent = label.dataset.done;
}

export async function send(form) {
  const browser = word(form);
  const body = new URLSearchParams({ browser });
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  form.querySelector("[data-like-count]").textContent = (await answer.json()).words;
  if (browser) keep(form, browser);
  showLiked(form);
}
