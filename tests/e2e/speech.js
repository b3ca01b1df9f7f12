// A browser's voice for tests: it says nothing, and remembers what it was asked to say.
window.spoken = [];
window.SpeechSynthesisUtterance = class {
  constructor(text) {
    this.text = text;
  }
};
const voices = [
  { lang: "de-DE", name: "Anna" },
  { lang: "en-US", name: "Alex", default: true },
  { lang: "en-GB", name: "Kate", localService: true },
  { lang: "pl_PL", name: "Zosia" },
];
let current = null;
Object.defineProperty(window, "speechSynthesis", {
  value: {
    getVoices: () => window.voices ?? voices,
    addEventListener() {},
    speak(utterance) {
      current = utterance;
      const { text, lang, rate, voice } = utterance;
      window.spoken.push({ text, lang, rate, voice: voice?.name ?? null });
    },
    cancel() {
      current = null;
      window.spoken.push("silence");
    },
  },
});
/** The voice comes to the end of what it is saying. */
window.finish = () => current?.onend({ type: "end" });
