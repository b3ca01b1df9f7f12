// The reading progress for browsers that cannot tie an animation to the scroll position.

const line = document.querySelector("[data-reading-progress]");
const story = document.querySelector("[data-story]");
let waiting = false;

function draw() {
  waiting = false;
  const { top, height } = story.getBoundingClientRect();
  const way = Math.max(1, height - innerHeight);
  line.style.setProperty("--progress", Math.min(1, Math.max(0, -top / way)).toFixed(4));
}

function soon() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(draw);
}

if (line && story) {
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon, { passive: true });
  draw();
}
