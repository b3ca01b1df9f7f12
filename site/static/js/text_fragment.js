// The part of an address that leads to a passage: https://wicg.github.io/scroll-to-text-fragment/

const LONG = 200; // Characters; a longer passage is named by its first and last words.
const ENDS = [5, 8, 13, 21]; // As many of them, until the last ones do not come earlier in the passage.
const CONTEXT = [3, 6, 12, 24]; // Words around it that are tried, until it is the only such place.
const BLOCKS = "p, li, h1, h2, h3, h4, blockquote, figcaption, td, th, caption, summary, dt, dd, div, section";

const squeeze = (text) => text.replace(/\s+/gu, " ");
const encode = (text) => encodeURIComponent(text.trim()).replaceAll("-", "%2D");
const words = (text) => text.split(" ").filter(Boolean);
const first = (text, number) => words(text).slice(0, number).join(" ");
const last = (text, number) => words(text).slice(-number).join(" ");

export function blockOf(node) {
  return (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(BLOCKS);
}

function rangeOf(block, start, end) {
  const range = document.createRange();
  range.selectNodeContents(block);
  if (start) range.setStart(...start);
  if (end) range.setEnd(...end);
  return range.toString();
}

/** Without the empty ends that a selection of whole paragraphs has, where it reaches into the next one. */
function trimmed(range) {
  const inside = (node) => node.data.slice(node === range.startContainer ? range.startOffset : 0, node === range.endContainer ? range.endOffset : undefined);
  const walker = document.createTreeWalker(range.commonAncestorContainer, NodeFilter.SHOW_TEXT);
  const nodes = [];
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE && range.intersectsNode(node) && inside(node).trim()) nodes.push(node);
  }
  if (!nodes.length) return null;
  const [first, last] = [nodes[0], nodes.at(-1)];
  const passage = document.createRange();
  passage.setStart(first, first === range.startContainer ? range.startOffset : 0);
  passage.setEnd(last, last === range.endContainer ? range.endOffset : last.length);
  return passage;
}

/** The passage with whole words at both ends, as browsers look for them, and what stands around it in its blocks. */
function partsOf(range) {
  const [startBlock, endBlock] = [blockOf(range.startContainer), blockOf(range.endContainer)];
  const start = [range.startContainer, range.startOffset];
  const end = [range.endContainer, range.endOffset];
  const isOneBlock = startBlock === endBlock;
  let before = squeeze(rangeOf(startBlock, null, start));
  let after = squeeze(rangeOf(endBlock, end, null));
  let head = squeeze(isOneBlock ? range.toString() : rangeOf(startBlock, start, null));
  let tail = isOneBlock ? head : squeeze(rangeOf(endBlock, null, end));
  const [cutBefore] = /^\p{L}|^\p{N}/u.test(head) ? before.match(/[\p{L}\p{N}\p{M}'’]*$/u) : [""];
  const [cutAfter] = /[\p{L}\p{N}]$/u.test(tail) ? after.match(/^[\p{L}\p{N}\p{M}'’]*/u) : [""];
  before = before.slice(0, before.length - cutBefore.length);
  after = after.slice(cutAfter.length);
  head = cutBefore + head + (isOneBlock ? cutAfter : "");
  tail = isOneBlock ? head : tail + cutAfter;
  return { before, after, head: head.trim(), tail: tail.trim(), isOneBlock };
}

const count = (text, part) => text.toLowerCase().split(part.toLowerCase()).length - 1;

/** Enough of what stands around a passage to tell it from all like it. */
function contextOf(page, start, before, after) {
  for (const number of CONTEXT) {
    const [prefix, suffix] = [last(before, number), first(after, number)];
    if (count(page, [prefix, start].join(before.endsWith(" ") ? " " : "")) === 1) return { prefix };
    if (suffix && count(page, `${start}${after.startsWith(" ") ? " " : ""}${suffix}`) === 1) return { suffix };
    if (words(before).length <= number && words(after).length <= number) return { prefix, suffix };
  }
  return { prefix: last(before, CONTEXT.at(-1)) };
}

/** `:~:text=…` for a range; empty where it holds no words. */
export function fragmentOf(range, page = squeeze(document.body.innerText)) {
  const passage = trimmed(range);
  if (!passage) return "";
  const { before, after, head, tail, isOneBlock } = partsOf(passage);
  const isShort = isOneBlock && head.length <= LONG;
  const start = isShort ? head : first(head, ENDS[0]);
  const text = squeeze(passage.toString());
  const length = ENDS.find((number) => count(text, last(tail, number)) === 1) ?? ENDS.at(-1);
  const isAmbiguous = count(page, start) > 1;
  const { prefix, suffix } = isAmbiguous ? contextOf(page, start, before, isShort ? after : "") : {};
  const directive = [prefix && `${encode(prefix)}-`, encode(start), !isShort && encode(last(tail, length)), suffix && `-${encode(suffix)}`];
  return `:~:text=${directive.filter(Boolean).join(",")}`;
}
