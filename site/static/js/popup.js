// The offer that comes to the reader: waits for its trigger, asks the policy, fetches the words and the form, and shows them.

import { noteClosed, noteShown, noteVisit, recall } from "./popup_memory.js";
import { choose, FIRST_SECONDS, isFromMail, NARROW } from "./popup_policy.js";

const QUICK = 300; // Milliseconds within which a way back up by half a window is a sign of leaving.
const SECOND = 1000;

const found = document.getElementById("popups--facts");
const page = { popups: [], ...(found && JSON.parse(found.textContent)), fromMail: isFromMail(location.href, document.referrer) };

// Triggers: each calls `fire` until `signal` says that it is enough.

const TRIGGERS = {
  delay({ threshold }, fire, signal) {
    const timer = setTimeout(fire, Math.max(0, threshold - FIRST_SECONDS) * SECOND);
    signal.addEventListener("abort", () => clearTimeout(timer));
  },
  scroll({ threshold }, fire, signal) {
    const look = () => {
      const way = document.documentElement.scrollHeight - innerHeight;
      if (way > 0 && scrollY / way >= threshold / 100) fire();
    };
    addEventListener("scroll", look, { passive: true, signal });
    look();
  },
  exit(popup, fire, signal) {
    document.documentElement.addEventListener("mouseleave", (event) => event.clientY <= 0 && fire(), { signal });
    if (matchMedia("(pointer: coarse)").matches) addEventListener("scroll", wayBack(fire), { passive: true, signal });
  },
  "article-end"(popup, fire, signal) {
    const end = document.querySelector(".article-end, .footer");
    // Whatever stands above the window counts as seen, since a reader may jump over it.
    const seen = { rootMargin: "9999999px 0px 0px" };
    const observer = new IntersectionObserver(([entry]) => entry.isIntersecting && fire(), seen);
    observer.observe(end);
    signal.addEventListener("abort", () => observer.disconnect());
  },
};

/** Watches for a quick way back up, as when a finger looks for the address bar. */
function wayBack(fire) {
  let [top, since] = [scrollY, performance.now()];
  return () => {
    if (scrollY > top || performance.now() - since > QUICK) [top, since] = [scrollY, performance.now()];
    else if (top - scrollY > innerHeight / 2) fire();
  };
}

function arm() {
  const popup = choose(page, recall(), Date.now());
  if (!popup) return;
  const enough = new AbortController();
  const fire = () => {
    if (enough.signal.aborted) return;
    enough.abort();
    come(popup);
  };
  TRIGGERS[popup.trigger](popup, fire, enough.signal);
}

/** Waits while the reader writes, has something else open, or looks at another window. */
function isBusy() {
  const writing = document.activeElement?.matches("input, textarea, select");
  return writing || document.hidden || document.querySelector("dialog[open], :popover-open, .player") !== null;
}

function come(popup) {
  if (isBusy()) setTimeout(come, SECOND, popup);
  // In the meantime another window may have heard a no.
  else if (choose(page, recall(), Date.now()) === popup) show(popup);
}

async function show(popup) {
  const parts = await fetchParts(popup.url);
  if (parts) new Offer(popup, parts).show();
}

/** The popup's HTML, put into the page and still closed; null if it is not to be had any more. */
async function fetchParts(url) {
  const response = await fetch(url).catch(() => null);
  if (!response?.ok) return null;
  const template = document.createElement("template");
  template.innerHTML = await response.text();
  const parts = template.content.querySelector("[data-popup]");
  const styled = new Promise((resolve) => parts.querySelector("link").addEventListener("load", resolve));
  document.body.append(parts);
  await styled;
  return parts;
}

/** One popup in the page, from its coming to its end. */
class Offer {
  constructor(popup, parts) {
    this.popup = popup;
    this.parts = parts;
    this.call = parts.querySelector("[data-popup-call]");
    this.dialog = parts.querySelector("dialog");
    this.place = document.activeElement;
    this.isNoted = this.isSent = Boolean(page.isPreview);
    this.gone = new AbortController();
    this.listen();
  }

  listen() {
    const { signal } = this.gone;
    const on = (target, event, action) => target.addEventListener(event, action, { signal });
    this.parts.querySelectorAll("[data-popup-close]").forEach((button) => on(button, "click", () => this.close()));
    on(this.parts.querySelector("[data-popup-open]"), "click", () => this.open());
    on(this.dialog, "close", () => this.end());
    on(this.call, "keydown", (event) => event.key === "Escape" && this.close());
    on(document, "focusin", ({ target }) => this.followFocus(target));
    on(document, "leads:sent", () => (this.isSent = true));
    on(window, "pagehide", () => this.note());
  }

  show() {
    const isNarrow = innerWidth <= NARROW;
    if (this.popup.shape === "dialog" && !isNarrow) return this.open();
    this.call.classList.add(isNarrow || this.popup.shape === "bar" ? "popup-call--bar" : "popup-call--slide-in");
    this.call.hidden = false;
    document.documentElement.style.setProperty("--popup-room", `${this.call.offsetHeight}px`);
    const status = this.parts.querySelector("[role=status]");
    setTimeout(() => (status.textContent = status.dataset.text), 100);
  }

  open() {
    if (!this.call.hidden) this.note();
    this.dialog.showModal();
  }

  close() {
    if (this.dialog.open) this.dialog.close();
    else this.end();
  }

  /** Remembers, once, that this popup was shown. */
  note() {
    if (!this.isNoted) noteShown(this.popup.id);
    this.isNoted = true;
  }

  end() {
    this.note();
    if (!this.isSent) noteClosed(Date.now());
    this.gone.abort();
    this.parts.remove();
    document.documentElement.style.removeProperty("--popup-room");
    if (this.place !== document.body) this.place.focus({ preventScroll: true });
  }

  /** Remembers where the reader is, and lets nothing that stands over the page hide it (WCAG 2.4.11). */
  followFocus(target) {
    if (this.parts.contains(target)) return;
    this.place = target;
    const [there, here] = [target.getBoundingClientRect(), this.call.getBoundingClientRect()];
    const isHidden = there.bottom > here.top && there.top < here.bottom && there.right > here.left && there.left < here.right;
    if (!this.call.hidden && isHidden) scrollBy({ top: there.bottom - here.top + 16 });
  }
}

/** In the text of an article the offer is a link, which opens the form on the spot. */
function offerInText(link) {
  link.addEventListener("click", async (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const parts = await fetchParts(link.dataset.popupUrl);
    if (parts) new Offer({ id: link.dataset.popupId, shape: "dialog" }, parts).open();
    else location.href = link.href;
  });
}

/** For whoever edits it: comes at once, and sends nothing. */
function preview(popup) {
  document.addEventListener("submit", (event) => (event.preventDefault(), event.stopImmediatePropagation()), { capture: true });
  if (popup.shape !== "article-end") show(popup);
}

document.querySelectorAll("[data-popup-url]").forEach(offerInText);
document.querySelectorAll("[data-article-end-offer]").forEach((offer) => (offer.hidden = Boolean(recall()?.asked)));
if (page.isPreview) preview(page.popups[0]);
else if (page.fromMail) noteVisit();
else setTimeout(arm, FIRST_SECONDS * SECOND - performance.now());
