// A small bar beside a selected passage: its link, and passing it on. It takes neither the page nor the focus; Tab leads
// to it, and Escape closes it.

import { address, copyAndSay, share } from "./share.js";
import { blockOf, fragmentOf } from "./text_fragment.js";

const GAP = 10; // Pixels between the passage and the bar.

const bar = document.querySelector("template[data-passage]").content.firstElementChild.cloneNode(true);
const buttons = [...bar.querySelectorAll("button")];
const status = bar.querySelector("[role=status]");
let range;
let context;

const isOpen = () => bar.isConnected && !bar.hidden;

/** Below the passage, where no finger and no menu of the device's own hides it; above it at the foot of the window. */
function place() {
  const rects = range.getClientRects();
  const last = rects[rects.length - 1] ?? range.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = bar;
  const isLow = last.bottom + GAP + height > innerHeight;
  const top = isLow ? range.getBoundingClientRect().top - GAP - height : last.bottom + GAP;
  const left = Math.min(Math.max(8, last.right - width / 2), document.documentElement.clientWidth - width - 8);
  bar.style.insetBlockStart = `${scrollY + Math.max(8, top)}px`;
  bar.style.insetInlineStart = `${scrollX + left}px`;
}

/** Shows the bar for what is selected; called by site.js whenever the selection has come to rest. */
export function offer(selection, told) {
  context = { ...told, title: document.title, say };
  range = selection.getRangeAt(0).cloneRange();
  status.replaceChildren();
  if (!bar.isConnected) document.querySelector("[data-story]").parentElement.append(bar);
  bar.hidden = false;
  place();
}

export function close() {
  bar.hidden = true;
}

function say(...parts) {
  status.replaceChildren(...parts.flatMap((part) => [part, " "]));
  place();
}

/** Back to the text, so that Tab goes on from there. */
function leave() {
  const block = blockOf(range.endContainer);
  close();
  block.tabIndex = -1;
  block.focus({ preventScroll: true });
  block.addEventListener("blur", () => block.removeAttribute("tabindex"), { once: true });
}

const link = () => `${address()}#${fragmentOf(range)}`;

bar.querySelector("[data-passage-copy]").addEventListener("click", () => copyAndSay(link(), context));
bar.querySelector("[data-passage-share]").addEventListener("click", () => share(link(), context));
bar.addEventListener("pointerdown", (event) => event.target.closest("a") || event.preventDefault()); // What is selected stays so.
document.addEventListener("keydown", (event) => {
  if (!isOpen()) return;
  const isInside = bar.contains(document.activeElement);
  const stops = [...bar.querySelectorAll("button, a")];
  const number = stops.indexOf(document.activeElement) + { Tab: event.shiftKey ? -1 : 1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (event.key === "Escape") {
    if (isInside) leave();
    else close();
  } else if (event.key === "Tab" && !isInside && !event.shiftKey) {
    event.preventDefault();
    buttons[0].focus();
  } else if (isInside && !Number.isNaN(number)) {
    event.preventDefault();
    if (stops[number]) stops[number].focus();
    else if (event.key === "Tab") leave();
  }
});
