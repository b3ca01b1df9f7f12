// What a reader has saved for later: kept in this browser, and never sent. The only place that reads and writes it.

const KEY = "saved";

/** With more than these the oldest makes room. */
export const MOST = 200;

/** The title and address of each, the newest first; null where the browser keeps nothing. Whatever is not ours is left out. */
export function read() {
  let text;
  try {
    text = localStorage.getItem(KEY);
  } catch {
    return null;
  }
  try {
    return JSON.parse(text).filter(isArticle).slice(0, MOST);
  } catch {
    return [];
  }
}

function isArticle(entry) {
  const isText = (value) => typeof value === "string" && value.length <= 500;
  return isText(entry?.path) && /^\/(?![/\\])/.test(entry.path) && isText(entry.title) && entry.title !== "" && isText(entry.byline);
}

/** Whether it could be kept. */
export function write(articles) {
  try {
    if (articles.length) localStorage.setItem(KEY, JSON.stringify(articles.slice(0, MOST)));
    else localStorage.removeItem(KEY);
    return true;
  } catch {
    return false;
  } finally {
    showCount();
  }
}

export function has(path) {
  return Boolean(read()?.some((article) => article.path === path));
}

/** The number in the masthead. */
export function showCount() {
  const number = read()?.length ?? 0;
  document.documentElement.classList.toggle("has-saved", number > 0);
  for (const place of document.querySelectorAll("[data-saved-count]")) place.textContent = number || "";
}

/** In the buttons of this article. */
export function showState() {
  const isSaved = has(location.pathname);
  for (const button of document.querySelectorAll("[data-tool=save]")) {
    const label = button.querySelector("[data-done]");
    button.setAttribute("aria-pressed", String(isSaved));
    label.textContent = isSaved ? label.dataset.done : label.dataset.undone;
  }
}

/** A press of the button; says what came of it. */
export function press(button, { words, say }) {
  const path = location.pathname;
  const others = read()?.filter((article) => article.path !== path);
  const isNew = !has(path);
  const { title, byline } = button.closest("[data-tools]").dataset;
  const article = { path, title: title.slice(0, 500), byline: byline.slice(0, 500) };
  if (!others || !write(isNew ? [article, ...others] : others)) return say(words.unkept);
  showState();
  if (!isNew) return say(words.unsaved);
  const link = Object.assign(document.createElement("a"), { href: document.querySelector("[data-saved-link]")?.href ?? "/saved/", textContent: words.savedLink });
  say(words.saved, link);
}

export function show() {
  showCount();
  showState();
}

addEventListener("storage", ({ key }) => (key === KEY || key === null) && show());
addEventListener("pageshow", ({ persisted }) => persisted && show());
