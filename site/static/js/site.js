// What HTML and CSS cannot do by themselves. Every page works without it; parts that few pages need come on request.

const root = document.documentElement;

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/** The button that changes between light and dark, and remembers what was chosen. */
function themeToggle(button) {
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    show();
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      // The choice then lasts as long as the page.
    }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  show();
}

/** Marks the section that is being read in the table of contents. */
function contents(list) {
  const links = new Map([...list.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
  const mark = (id) => {
    for (const link of links.values()) link.removeAttribute("aria-current");
    links.get(id)?.setAttribute("aria-current", "true");
  };
  const observer = new IntersectionObserver((entries) => entries.forEach((entry) => entry.isIntersecting && mark(entry.target.id)), {
    rootMargin: "0px 0px -70% 0px",
  });
  for (const id of links.keys()) {
    const heading = document.getElementById(id);
    if (heading) observer.observe(heading);
  }
}

/** A second press of the button sends nothing twice. Where a panel holds the form, the answer is shown in its place. */
async function send(event) {
  const form = event.target.closest("[data-form]");
  const button = form?.querySelector("[type=submit]");
  if (!button) return;
  const isPressed = button.hasAttribute("aria-disabled");
  const inPlace = form.closest("[data-panel]");
  if (isPressed || inPlace) event.preventDefault();
  if (isPressed) return;
  const release = () => button.removeAttribute("aria-disabled");
  button.setAttribute("aria-disabled", "true");
  addEventListener("pageshow", release);
  // A download leaves the page where it is, and the back button brings it back as it was.
  if (!inPlace) return setTimeout(release, 5000);
  try {
    await (await import("./forms.js")).send(form);
    release();
  } catch {
    HTMLFormElement.prototype.submit.call(form);
  }
}

/** A like is sent from where the reader is; without an answer the form goes its own way. */
async function sendLike(event) {
  const form = event.target.closest("[data-like]");
  if (!form) return;
  event.preventDefault();
  try {
    await (await import("./like.js")).send(form);
  } catch {
    HTMLFormElement.prototype.submit.call(form);
  }
}

/** Fetched at once only where this browser liked the article before. */
async function showLiked(form) {
  try {
    if (!localStorage.getItem(`like:${form.dataset.like}`)) return;
  } catch {
    return;
  }
  (await import("./like.js")).showLiked(form);
}

/** What a form needs is fetched once the reader begins to fill it in. */
async function begin({ target }) {
  const form = target.closest("[data-panel] [data-form]");
  if (form) (await import("./forms.js")).begin(form);
}

/** Whoever has sent a form is not asked again by an offer (`popup_policy.js`). */
function noteSent() {
  try {
    localStorage.setItem("asked", "1");
  } catch {
    // A browser that keeps nothing for us is shown no offer either.
  }
}

document.addEventListener("leads:sent", noteSent);
if (document.querySelector("[data-sent]")) noteSent();
document.querySelectorAll("[data-theme-toggle]").forEach(themeToggle);
document.querySelectorAll("[data-contents]").forEach(contents);
document.addEventListener("submit", send);
document.addEventListener("submit", sendLike);
document.querySelectorAll("[data-like]").forEach(showLiked);
document.addEventListener("focusin", begin);
document.querySelector("[data-error-summary]")?.focus();

if (document.querySelector("[data-embed]")) import("./embed.js");
if (document.querySelector("[data-reading-progress]") && !CSS.supports("animation-timeline: view()")) import("./progress.js");
if (/^\/newsletter\/|[?&]utm_medium=/.test(location.pathname + location.search)) import("./popup.js");
// No offer comes in the first seconds, so none of it is fetched in them either.
else if (document.querySelector("#popups--facts, [data-popup-url]")) setTimeout(() => import("./popup.js"), 4000);
import("./attribution.js");
