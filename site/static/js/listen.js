// Reads an article aloud by the browser's own voice, sentence by sentence: some browsers fall silent in the middle of
// long utterances, and in none is a pause to be relied on. So a pause is an end, after which the same sentence begins anew.

const SPOKEN = "h1, .article-header__standfirst, [data-story] :is(.prose > p, .prose li, .prose > blockquote, .prose > h4, .story__heading, .key-takeaways h2, .key-takeaways li, .questions > h2, .questions summary, .pull-quote)";
const SILENT = ".pull-quote, .table, .embed, .form-panel, .guidebook-card, .related-article, code, pre, [hidden]"; // A pull quote stands in the text as well.
const UNSAID = ".footnote-reference, .visually-hidden, svg";
const LONG = 220; // Characters of an utterance.
const PATIENCE = 1500; // Milliseconds that a browser may take to find its voices.

const language = document.documentElement.lang;
const template = document.querySelector("template[data-player]");
const words = template.dataset;
const player = template.content.firstElementChild.cloneNode(true);
const toggle = player.querySelector("[data-player-toggle]");
const rate = player.querySelector("select");
const status = player.querySelector("[role=status]");

let parts = []; // {element, text} of each utterance.
let at = 0;
let turn = 0; // Of the utterance that is being spoken; those of earlier turns have no say any more.
let voice;
let isSpeaking = false;
let follows = true; // Until the reader scrolls on their own.
let opener;

function textOf(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll(UNSAID).forEach((unsaid) => unsaid.remove());
  return copy.textContent.replace(/\s+/gu, " ").trim();
}

/** Sentences, those that are short put together; one that is too long is parted between words. */
function sentences(text) {
  const found = Intl.Segmenter
    ? Array.from(new Intl.Segmenter(language, { granularity: "sentence" }).segment(text), ({ segment }) => segment)
    : text.match(/[^.!?…]+[.!?…]*\s*/gu) ?? [text];
  const pieces = found.flatMap((sentence) => sentence.match(new RegExp(`.{1,${LONG}}(?:\\s|$)|.{1,${LONG}}`, "gsu")) ?? []);
  const whole = [];
  for (const piece of pieces) {
    if (whole.length && whole.at(-1).length + piece.length <= LONG) whole[whole.length - 1] += piece;
    else whole.push(piece);
  }
  return whole;
}

function readPage() {
  const elements = [...document.querySelectorAll(SPOKEN)].filter((element) => !element.closest(SILENT) && !element.parentElement.closest(".prose li"));
  return elements.flatMap((element) => sentences(textOf(element)).map((text) => ({ element, text })));
}

/** The browser's voices, which it may still be looking for. */
function voices() {
  const found = speechSynthesis.getVoices();
  if (found.length) return found;
  return new Promise((resolve) => {
    const answer = () => resolve(speechSynthesis.getVoices());
    speechSynthesis.addEventListener("voiceschanged", answer, { once: true });
    setTimeout(answer, PATIENCE);
  });
}

/** For the language of the page; of several the one for its region, then the browser's own choice, then one on the device. */
function choose(found) {
  const tag = (voice) => voice.lang.replace("_", "-").toLowerCase();
  const wanted = language.toLowerCase();
  const rank = (voice) => (tag(voice) === wanted ? 4 : 0) + (voice.default ? 2 : 0) + (voice.localService ? 1 : 0);
  return found.filter((voice) => tag(voice).split("-")[0] === wanted.split("-")[0]).sort((one, other) => rank(other) - rank(one))[0];
}

function mark(element) {
  document.querySelectorAll(".is-spoken").forEach((spoken) => spoken !== element && spoken.classList.remove("is-spoken"));
  if (!element || element.classList.contains("is-spoken")) return;
  element.classList.add("is-spoken");
  const { top, bottom } = element.getBoundingClientRect();
  if (!follows || (top >= 0 && bottom <= innerHeight - player.offsetHeight)) return;
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block: "center", behavior: isStill ? "auto" : "smooth" });
}

function say() {
  speechSynthesis.cancel();
  const part = parts[at];
  if (!part) return stop();
  const mine = ++turn;
  const utterance = new SpeechSynthesisUtterance(part.text);
  utterance.lang = voice?.lang ?? language;
  if (voice) utterance.voice = voice;
  utterance.rate = Number(rate.value);
  const go = (event) => {
    if (mine !== turn) return;
    if (event.type === "error" && event.error !== "interrupted" && event.error !== "canceled") return pause();
    at += 1;
    say();
  };
  utterance.onend = utterance.onerror = go;
  mark(part.element);
  speechSynthesis.speak(utterance);
}

function show(speaks) {
  isSpeaking = speaks;
  for (const sign of toggle.querySelectorAll("[data-when]")) sign.hidden = (sign.dataset.when === "speaking") !== speaks;
  status.textContent = speaks ? words.speaking : words.paused;
}

function play() {
  follows = true;
  show(true);
  say();
}

function pause() {
  turn += 1;
  speechSynthesis.cancel();
  show(false);
}

function stop() {
  turn += 1;
  isSpeaking = false;
  speechSynthesis.cancel();
  mark(null);
  const hadFocus = player.contains(document.activeElement);
  player.remove();
  if (hadFocus) opener.focus({ preventScroll: true });
}

/** The button in the article: begins, and ends what it has begun. */
export async function press(button, { say: tell }) {
  if (player.isConnected) return stop();
  opener = button;
  const found = await voices();
  voice = choose(found);
  if (found.length && !voice) return tell(words.noVoice);
  parts = readPage();
  at = 0;
  document.body.append(player);
  toggle.focus({ preventScroll: true });
  play();
}

const unfollow = () => (follows = false);
toggle.addEventListener("click", () => (isSpeaking ? pause() : play()));
player.querySelector("[data-player-stop]").addEventListener("click", stop);
player.addEventListener("keydown", ({ key }) => key === "Escape" && stop());
rate.addEventListener("change", () => isSpeaking && say());
addEventListener("wheel", unfollow, { passive: true });
addEventListener("touchmove", unfollow, { passive: true });
addEventListener("keydown", ({ key, target }) => {
  const scrolls = ["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown"].includes(key) || (key === " " && !target.closest("button, select"));
  if (scrolls && !player.contains(target)) unfollow();
});
addEventListener("pagehide", () => player.isConnected && stop());
