// In Wagtail's page editor: footnotes in rich text. The note is written in a dialogue with a small editor of its own, and
// kept within its marker, so that it goes wherever its text goes.
(() => {
  const { React, DraftJS, draftail } = window;
  const { EditorState, Modifier } = DraftJS;
  const SIGN = "*"; // As in `core.footnotes`.

  /** The words of a note; empty too for what an editor holds before anything is typed. */
  const textOf = (note) => (note?.blocks ?? []).map((block) => block.text).join(" ").trim();

  function make(tag, { text, ...properties }, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    if (text) element.textContent = text;
    element.append(...children);
    return element;
  }

  /** The notes in all editors of the page, each text once. */
  function written(type) {
    const found = new Map();
    for (const { rawContentState } of document.querySelectorAll("input")) {
      for (const { type: kind, data } of Object.values(rawContentState?.entityMap ?? {})) {
        if (kind === type && textOf(data.note)) found.set(textOf(data.note), data.note);
      }
    }
    return found;
  }

  /** Asks for a note; `done` gets it, or nothing when the editor thinks better of it. Choosers may open above it. */
  function ask({ words, editor, type }, note, done) {
    const field = make("input", { type: "hidden", id: "footnote--text", value: JSON.stringify(note ?? null) });
    const label = make("span", { id: "footnote--label", className: "w-field__label", text: words.text });
    const save = make("button", { type: "button", className: "button", text: words.save });
    const cancel = make("button", { type: "button", className: "button button-secondary", text: words.cancel });
    const heading = make("h2", { id: "footnote--heading", className: "w-h3", text: words.heading });
    const dialog = make("dialog", { className: "footnote-dialog" }, heading, label, make("div", { className: "footnote-dialog__field" }, field));
    const notes = note ? new Map() : written(type);
    if (notes.size) dialog.append(repeat(notes, words, (chosen) => end(chosen)));
    dialog.append(make("p", { className: "footnote-dialog__buttons" }, save, cancel));
    dialog.setAttribute("aria-labelledby", heading.id);

    const others = [...document.body.children].filter((element) => !element.inert);
    const place = document.activeElement;
    const end = (answer) => {
      for (const element of others) element.inert = false;
      dialog.remove();
      done(answer);
      if (!answer) place.focus();
    };
    save.addEventListener("click", () => {
      field.draftailEditor.saveState(); // Else it does so a moment after the last key.
      if (textOf(field.rawContentState)) end(field.rawContentState);
      else field.draftailEditor.focus();
    });
    cancel.addEventListener("click", () => end());
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || document.querySelector(".w-combobox")) return; // Which it closes first.
      event.stopPropagation();
      end();
    });
    document.body.append(dialog);
    dialog.show();
    for (const element of others) element.inert = true;
    draftail.initEditor(`#${field.id}`, editor, document.currentScript);
    setTimeout(() => {
      dialog.querySelector("[role=textbox]")?.setAttribute("aria-labelledby", label.id);
      field.draftailEditor.focus();
    }, 50);
  }

  /** The notes that are there already, to be referred to once more. */
  function repeat(notes, words, choose) {
    const list = make("select", { id: "footnote--repeat" }, make("option", { text: "—" }));
    for (const text of notes.keys()) list.append(make("option", { value: text, text: text.length > 80 ? `${text.slice(0, 79)}…` : text }));
    list.addEventListener("change", () => notes.has(list.value) && choose(notes.get(list.value)));
    return make("p", {}, make("label", { htmlFor: list.id, className: "w-field__label", text: words.repeat }), list);
  }

  /** A new marker goes behind what is selected; one that is edited takes the place of the old. */
  function withNote(editorState, type, note, oldKey) {
    const content = editorState.getCurrentContent().createEntity(type, "IMMUTABLE", { note });
    const key = content.getLastCreatedEntityKey();
    let place = editorState.getSelection();
    if (oldKey) place = draftail.DraftUtils.getEntitySelection(editorState, oldKey);
    else place = place.merge({ anchorKey: place.getEndKey(), anchorOffset: place.getEndOffset(), focusKey: place.getEndKey(), focusOffset: place.getEndOffset(), isBackward: false });
    const next = Modifier.replaceText(content, place, SIGN, null, key);
    return EditorState.push(editorState, next, "insert-characters");
  }

  class FootnoteSource extends React.Component {
    componentDidMount() {
      const { editorState, entityType, entity, entityKey, onComplete, onClose } = this.props;
      ask(entityType, entity?.getData().note, (note) => {
        if (note) onComplete(withNote(editorState, entityType.type, note, entityKey));
        else onClose();
      });
    }

    render() {
      return null;
    }
  }

  const Footnote = (props) => {
    const { note } = props.contentState.getEntity(props.entityKey).getData();
    const icon = React.createElement(window.wagtail.components.Icon, { name: "footnote" });
    return React.createElement(draftail.TooltipEntity, { ...props, icon, label: textOf(note) || SIGN });
  };

  draftail.registerPlugin({ type: "footnote", source: FootnoteSource, decorator: Footnote }, "entityTypes");
})();
