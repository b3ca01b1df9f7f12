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

/** Marks the section that is being read in the table of contents: the last one that has begun in the upper third. */
function contents(list) {
  const links = new Map([...list.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
  const begun = new Set();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) begun[isIntersecting ? "add" : "delete"](target.id);
      const current = [...links.keys()].filter((id) => begun.has(id)).pop();
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(current)?.setAttribute("aria-current", "true");
      keepInView(links.get(current), list.closest(".story__margin"));
    },
    // Whatever stands above the window counts as begun, since a reader may jump over it.
    { rootMargin: "9999999px 0px -65% 0px" },
  );
  for (const id of links.keys()) {
    const heading = document.getElementById(id);
    if (heading) observer.observe(heading);
  }
}

/** In a list of contents that is longer than the window. */
function keepInView(link, margin) {
  if (!link || !margin) return;
  const [inner, outer] = [link.getBoundingClientRect(), margin.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) margin.scrollTop += inner.top - outer.top - outer.height / 3;
}

// Each tool of an article is fetched when it is first wanted.
const TOOLS = { save: () => import("./saved.js"), listen: () => import("./listen.js"), share: () => import("./share.js") };

/** Says in a row of tools what came of a press: text, and a link if there is one. */
function context(row) {
  const status = row.querySelector("[data-tools-status]");
  return {
    words: document.querySelector("template[data-words]").dataset,
    say: (...parts) => status.replaceChildren(...parts.flatMap((part) => [part, " "])),
  };
}

async function useTool({ target }) {
  const button = target.closest("[data-tool]");
  if (button) (await TOOLS[button.dataset.tool]()).press(button, context(button.closest("[data-tools]")));
}

/** A passage of the text that is selected, once the selection has come to rest. */
function passages(story) {
  let timer;
  let bar;
  const look = async () => {
    const selection = getSelection();
    const isPassage = !selection.isCollapsed && selection.toString().trim() && [selection.anchorNode, selection.focusNode].every((node) => story.contains(node));
    if (isPassage) bar = await import("./passages.js");
    if (isPassage) bar.offer(selection, context(document));
    else bar?.close();
  };
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 300);
  });
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
  if (target.matches("[data-suggest]")) (await import("./suggest.js")).suggest(target);
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
document.addEventListener("click", useTool);
document.addEventListener("submit", send);
document.addEventListener("submit", sendLike);
document.querySelectorAll("[data-like]").forEach(showLiked);
document.addEventListener("focusin", begin);
document.querySelector("[data-error-summary]")?.focus();

if (root.classList.contains("has-saved") || document.querySelector("[data-saved-page]")) TOOLS.save().then(({ show }) => show());
if (document.querySelector("[data-saved-page]")) import("./saved_list.js");
if (document.querySelector("template[data-passage]")) passages(document.querySelector("[data-story]"));
if (document.querySelector("[data-embed]")) import("./embed.js");
if (document.querySelector("[data-reading-progress]") && !CSS.supports("animation-timeline: view()")) import("./progress.js");
if (/^(\/[a-z]{2}(-[a-z]{2})?)?\/newsletter\/|[?&]utm_medium=/.test(location.pathname + location.search)) import("./popup.js");
// No offer comes in the first seconds, so none of it is fetched in them either.
else if (document.querySelector("#popups--facts, [data-popup-url]")) setTimeout(() => import("./popup.js"), 4000);
// Nobody sees what it does, so it waits until the page is seen, as our letters do; but not where a campaign would be lost.
if (location.search) import("./attribution.js");
else addEventListener("load", () => setTimeout(() => import("./attribution.js"), 100));
