// In Wagtail's forms: a block of a stream is copied, and pasted into another page, another tab or another day's work. What is
// copied stays in this browser, for a day. The definition below stands for the streams of `core.blocks.SteadyStreamBlock`.
(() => {
  const { StreamBlock, StreamBlockDefinition } = window.wagtailStreamField.blocks;
  const KEY = "desk:block";
  const DAY = 24 * 60 * 60 * 1000;
  const PASTE = "paste--block"; // Stands in the menu of kinds as one more of them.
  const ICON = "clipboard-list";
  const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/; // By which blocks are known; pictures and pages have numbers.

  /** What two blocks have in common that hold the same fields, whatever each is called. */
  function shapeOf({ childBlockDef, childBlockDefs, childBlockDefsByName, widget }) {
    if (childBlockDef) return [shapeOf(childBlockDef)];
    const children = childBlockDefs ?? Object.values(childBlockDefsByName ?? {});
    return children.length ? Object.fromEntries(children.map((child) => [child.name, shapeOf(child)])) : (widget ?? null);
  }

  /** Rich text is in the editor an object with its history; a new editor begins with its content alone, as text. */
  function storable(key, state) {
    return state?.getCurrentContent ? JSON.stringify(window.DraftJS.convertToRaw(state.getCurrentContent())) : state;
  }

  /** What was copied, each time with new ids, its own and those within it. */
  function read() {
    try {
      const renewed = (key, value) => (key === "id" && UUID.test(value) ? crypto.randomUUID?.() : value);
      const copied = JSON.parse(localStorage.getItem(KEY), renewed);
      return copied && Date.now() - copied.at < DAY ? copied : null;
    } catch {
      return null;
    }
  }

  function keep(copied) {
    localStorage.setItem(KEY, JSON.stringify({ ...copied, at: Date.now() }, storable));
  }

  // Wagtail's own messages stand at the head of the page, far from a block in the middle of a long text.
  const notice = document.createElement("div");
  notice.className = "clipboard-notice";
  notice.setAttribute("role", "status");
  document.body.append(notice);
  let silence;

  function say(words, kind = "") {
    notice.textContent = words.replace("%(kind)s", kind);
    clearTimeout(silence);
    silence = setTimeout(() => notice.replaceChildren(), 10_000);
  }

  /** A button as Wagtail makes them for the other actions of a block. */
  function button(action, title, onClick) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", title, className: "button button--icon text-replace white", onclick: onClick });
    made.dataset.streamfieldAction = action;
    made.innerHTML = `<svg class="icon icon-${ICON}" aria-hidden="true"><use href="#icon-${ICON}"></use></svg>`;
    return made;
  }

  class SteadyStreamBlock extends StreamBlock {
    get words() {
      return this.blockDef.meta.clipboard;
    }

    _createChild(...options) {
      const child = super._createChild(...options);
      child.addActionButton({ render: (place) => place.append(button("COPY", this.words.copy, () => this.copy(child))) });
      return child;
    }

    _createInsertionControl(place, options) {
      const control = super._createInsertionControl(place, options);
      if (control.combobox) {
        const kinds = control.blockItems;
        Object.defineProperty(control, "blockItems", { get: () => [...this.menuOfCopied(), ...kinds] });
      } else {
        control.element.append(button("PASTE", this.words.paste, () => this.paste(control.index)));
      }
      return control;
    }

    menuOfCopied() {
      const copied = read();
      if (!copied) return [];
      const label = `${this.words.paste}: ${copied.label}${copied.text ? ` · ${copied.text}` : ""}`;
      return [{ label: this.words.copied, type: PASTE, items: [{ type: PASTE, label, icon: ICON }] }];
    }

    _onRequestInsert(index, kind) {
      if (kind?.type === PASTE) this.paste(index);
      else super._onRequestInsert(index, kind);
    }

    copy(child) {
      const { label } = child.blockDef.meta;
      const shape = this.blockDef.shapes[child.type];
      try {
        keep({ ...child.getState(), label, shape, text: child.getTextLabel({ maxLength: 40 }) });
        say(this.words.isCopied, label);
      } catch {
        say(this.words.isFull, label);
      }
    }

    /** The kind of the same name, else of the same label, as long as it holds the same fields. */
    definitionFor({ type, label, shape }) {
      const { childBlockDefsByName, shapes } = this.blockDef;
      const fitting = Object.values(childBlockDefsByName).filter(({ name }) => shapes[name] === shape);
      return fitting.find((kind) => kind.name === type) ?? fitting.find((kind) => kind.meta.label === label);
    }

    paste(index) {
      const copied = read();
      if (!copied) return say(this.words.isEmpty);
      const definition = this.definitionFor(copied);
      if (!definition) return say(this.words.hasNoPlace, copied.label);
      const { id, value } = copied;
      this.insert({ type: definition.name, id, value }, index, { animate: true, focus: true });
      say(this.words.isPasted, copied.label);
    }
  }

  class SteadyStreamBlockDefinition extends StreamBlockDefinition {
    constructor(...description) {
      super(...description);
      // Now, since editors of rich text change the description that they are made of.
      const shapes = Object.values(this.childBlockDefsByName).map((kind) => [kind.name, JSON.stringify(shapeOf(kind))]);
      this.shapes = Object.fromEntries(shapes);
    }

    render(...place) {
      return new SteadyStreamBlock(this, ...place);
    }
  }

  window.telepath.register("core.blocks.SteadyStreamBlock", SteadyStreamBlockDefinition);
})();
