// The page that shows what is saved: built here, since only this browser knows it.

import { read, write } from "./saved.js";

const part = (name) => document.querySelector(`[data-saved-${name}]`);
const place = document.querySelector("[data-saved-page]");
const [list, empty, status, undo, clear, item] = ["list", "empty", "status", "undo", "clear", "item"].map(part);
let before = [];

function entry(article) {
  const element = item.content.firstElementChild.cloneNode(true);
  Object.assign(element.querySelector("a"), { href: article.path, textContent: article.title });
  element.querySelector("p").textContent = article.byline;
  const remove = element.querySelector("[data-saved-remove]");
  remove.setAttribute("aria-label", `${remove.textContent}: ${article.title}`);
  remove.addEventListener("click", () => {
    const place = [...list.children].indexOf(element);
    change(read().filter(({ path }) => path !== article.path), `${words.removed} ${article.title}`);
    (list.children[place] ?? list.lastElementChild)?.querySelector("button")?.focus();
  });
  return element;
}

const words = place.dataset;

function show() {
  const articles = read();
  list.replaceChildren(...(articles ?? []).map(entry));
  list.hidden = clear.hidden = !articles?.length;
  empty.hidden = articles === null || articles.length > 0;
  if (articles === null) status.textContent = words.unkept;
}

/** Keeps a new list, says so, and offers the way back. */
function change(articles, said) {
  before = read();
  write(articles);
  status.textContent = said;
  undo.hidden = false;
  show();
  if (!articles.length) undo.focus();
}

clear.addEventListener("click", () => change([], words.cleared));
undo.addEventListener("click", () => {
  const now = read();
  const known = new Set(before.map(({ path }) => path));
  write([...now.filter(({ path }) => !known.has(path)), ...before]);
  status.textContent = "";
  undo.hidden = true;
  show();
  list.querySelector("a")?.focus();
});
addEventListener("storage", show);
addEventListener("pageshow", show);
show();
