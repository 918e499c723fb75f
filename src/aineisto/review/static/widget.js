// The review widget's front end: shows what the session holds, sends back what the coder chose.
// Every text is set by textContent, so that nothing in a transcript can become markup.

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    // A double click is one: its second half would take the choice back, or fall on the next statement.
    if (name === "onclick") node.addEventListener("click", (event) => event.detail > 1 || value());
    else if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null)); // strings become text nodes
  return node;
}

class Review {
  constructor(model, root) {
    this.model = model;
    this.get = (name) => model.get(name);
    this.labels = model.get("labels");
    this.root = root;
    this.waiting = false;
    this.forget();
    this.status = make("div", { class: "aineisto-status", role: "status", "aria-live": "polite" });
    this.alert = make("div", { class: "aineisto-problem", role: "alert" });
    // What a screen reader says of each new statement; it has to outlive the body.
    this.spoken = make("div", { class: "aineisto-spoken", "aria-live": "polite" });
    this.body = make("div", { class: "aineisto-body" });
    root.append(this.body, this.spoken, this.status, this.alert);
    root.addEventListener("keydown", (event) => this.onKey(event));
    // The button that was pressed without a pointer: it keeps the focus.
    root.addEventListener("click", (event) => (this.pressed = event.detail ? null : event.target.closest("button")), true);
    root.addEventListener("input", () => this.markDraft());
    // Notebooks listen for keys too; none of ours may reach them.
    for (const kind of ["keyup", "keypress"]) root.addEventListener(kind, (event) => event.stopPropagation());
  }

  forget() {
    this.value = null;
    this.codes = null;
    this.kept = null; // the actors that are mentioned, null: as suggested
    this.span = null; // where the statement shows it, in code points
    this.leaving = null; // what would lose the choices, and was asked about
    this.actorBox = null;
    this.memoBox = null; // kept between renderings, so that a draft stays
  }

  suggestions(family) {
    return (this.get("statement")?.suggestions ?? []).filter((entry) => entry.family === family);
  }

  // The element that has the focus: marimo puts the widget into a shadow tree of its own.
  focused() {
    return this.root.getRootNode().activeElement;
  }

  send(action, details = {}) {
    if (this.waiting) return; // one command at a time: none can overtake or swallow another
    this.waiting = true;
    this.root.setAttribute("aria-busy", "true");
    this.status.textContent = this.labels.saving;
    const number = this.get("answered") + 1;
    this.sentOf = this.of();
    this.sentAction = action;
    const suggested = (this.get("statement")?.suggestions ?? []).map((entry) => [entry.family, entry.code, entry.value]);
    this.model.set("command", { number, action, of: this.sentOf, ...(suggested.length && { suggested }), ...this.draft(action), ...details });
    this.model.save_changes();
  }

  // A memo that is being written goes along with whatever leaves its statement.
  draft(action) {
    const memo = action === "memo" ? "" : (this.memoBox?.value ?? "").trim();
    return memo && { memo };
  }

  hasChosen() {
    return [this.value, this.codes, this.kept, this.span].some((one) => one !== null);
  }

  // Go away from the statement without deciding; what was chosen is not lost without a word.
  leave(action) {
    if (this.waiting) return;
    if (!this.hasChosen() || this.leaving === action) return this.send(action);
    this.leaving = action;
    this.alert.textContent = this.labels.unsaved;
  }

  // Something is here that is not saved: the page asks before it is closed.
  markDraft() {
    this.root.toggleAttribute("data-draft", this.hasChosen() || Boolean(this.draft("")));
  }

  // What is decided about here: another window may have gone on with the same session.
  of() {
    return this.get("statement")?.id ?? null;
  }

  onAnswer() {
    this.waiting = false;
    this.root.removeAttribute("aria-busy");
    const gone = this.of() !== this.sentOf;
    const stays = this.get("problem") || ["memo", "undo"].includes(this.sentAction);
    if (gone || !stays) this.forget();
    else if (!this.get("problem")) this.memoBox = null; // the memo is saved, what was chosen stays
    this.render();
    // The next statement begins above, where the last one's buttons stand on a small screen.
    if (gone && this.root.getBoundingClientRect().top < 0) this.root.scrollIntoView({ block: "start" });
  }

  commit(reject = false) {
    if (!this.get("statement") || (reject && !this.get("statement").suggestions.length)) return;
    const codes = this.codes && [...this.codes];
    this.send("decide", { value: this.value, codes, ...this.details(), ...(reject && { reject }) });
  }

  details() {
    const actors = this.kept && { actors: [...this.kept] };
    return { ...actors, ...(this.span && { span: this.span }) };
  }

  actorNames() {
    return [...new Set(this.suggestions("actor").map((entry) => entry.code))];
  }

  toggleActor(name) {
    if (this.waiting) return; // what is chosen now would go with the statement that leaves
    this.kept ??= new Set(this.actorNames());
    if (!this.kept.delete(name)) this.kept.add(name);
    this.render();
  }

  // Take the words selected in the statement as the place. Offsets are counted in code points,
  // as Python counts them; a selection that leaves the statement is cut at its edges.
  mark() {
    if (this.waiting) return;
    const text = this.root.querySelector(".aineisto-text");
    const range = text && this.selected();
    const inside = range && !range.collapsed && range.intersectsNode(text);
    if (inside) {
      const whole = document.createRange();
      whole.selectNodeContents(text);
      if (range.compareBoundaryPoints(Range.START_TO_START, whole) < 0) range.setStart(text, 0);
      if (range.compareBoundaryPoints(Range.END_TO_END, whole) > 0) range.setEnd(text, text.childNodes.length);
      whole.setEnd(range.startContainer, range.startOffset);
      const start = [...whole.toString()].length;
      const length = [...range.toString()].length;
      this.span = length ? [start, start + length] : null;
    }
    this.render();
    if (!inside) this.status.textContent = this.labels.no_span;
  }

  // The selected range as a copy, or null; a shadow tree keeps its selection to itself.
  selected() {
    const home = this.root.getRootNode();
    const selection = home.getSelection?.() ?? document.getSelection();
    const [part] = home.host ? (selection.getComposedRanges?.({ shadowRoots: [home] }) ?? []) : [];
    if (!part) return selection.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
    const range = document.createRange();
    range.setStart(part.startContainer, part.startOffset);
    range.setEnd(part.endContainer, part.endOffset);
    return range;
  }

  toggle(code) {
    if (this.waiting) return;
    const none = this.get("themes").at(-1).code;
    const others = [...(this.codes ?? [])].filter((other) => other !== code);
    const kept = code === none ? [] : others.filter((other) => other !== none);
    const codes = this.codes?.has(code) ? others : [...kept, code];
    this.codes = codes.length ? new Set(codes) : null;
    this.render();
  }

  choose(value) {
    if (this.waiting) return;
    this.value = this.value === value ? null : value;
    this.render();
  }

  step(by) {
    if (this.waiting) return;
    const values = this.get("scale").map((point) => point.value);
    if (!values.length) return;
    // From what is chosen, else from what is suggested, else from the middle.
    const from = this.value ?? this.suggestions("stance")[0]?.value ?? 0;
    this.value = values[Math.max(0, Math.min(values.length - 1, values.indexOf(from) + by))];
    this.render();
  }

  onKey(event) {
    event.stopPropagation();
    this.pressed = null;
    const { key, target } = event;
    // The notebook does not see Ctrl+S, and the browser need not save its page: all is saved.
    if (event.ctrlKey && key === "s") event.preventDefault();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.tagName === "TEXTAREA") return this.onMemoKey(event);
    if (target.tagName === "INPUT") return this.onActorKey(event);
    const commands = this.keys();
    const step = this.get("scale").find((point) => point.key === key);
    const theme = this.get("themes").find((entry) => entry.key && entry.key === key);
    const pressing = ["BUTTON", "SUMMARY"].includes(target.tagName) && (key === "Enter" || key === " ");
    // A key that is held down decides once, and not about the statements that follow.
    const ours = commands[key] || step || theme || pressing;
    if (event.repeat && ours && !key.startsWith("Arrow")) return event.preventDefault();
    // On a button, Enter and space press that button.
    if (pressing) return;
    if (step) commands[key] = () => this.choose(step.value);
    if (theme) commands[key] = () => this.toggle(theme.code);
    if (!commands[key]) return;
    event.preventDefault();
    commands[key]();
  }

  // What a key does, besides choosing a code.
  keys() {
    return {
      Enter: () => this.commit(),
      x: () => this.commit(true),
      s: () => this.leave("skip"),
      n: () => this.leave("next"),
      u: () => this.leave("undo"),
      m: () => this.openMemo(),
      ".": () => this.mark(),
      "+": () => this.openActor(),
      ArrowLeft: () => this.step(-1),
      ArrowRight: () => this.step(1),
      Escape: () => this.focused()?.blur(),
    };
  }

  openMemo() {
    if (!this.get("statement") || this.waiting) return;
    const label = this.labels.memo;
    this.memoBox ??= make("textarea", { rows: 2, "aria-label": label, placeholder: label });
    this.render();
    this.memoBox.focus();
  }

  // Name an actor that the machine did not find, from the codebook's register or freely.
  openActor() {
    if (!this.get("statement") || !this.get("actors") || this.waiting) return;
    const names = make("datalist", { id: "aineisto-actors" }, ...this.get("register").map((name) => make("option", { value: name })));
    const label = this.labels.add_actor;
    const input = make("input", { list: "aineisto-actors", "aria-label": label, placeholder: label });
    this.actorBox = make("span", {}, input, names);
    this.render();
    input.focus();
  }

  onActorKey(event) {
    const name = event.target.value.trim();
    if (event.key !== "Escape" && event.key !== "Enter") return;
    event.preventDefault();
    this.actorBox = null;
    if (event.key === "Enter" && name) (this.kept ??= new Set(this.actorNames())).add(name);
    this.render();
  }

  onMemoKey(event) {
    const text = event.target.value.trim();
    if (event.key === "Escape") {
      if (!text) this.memoBox = null;
      this.root.focus({ preventScroll: true }); // what is written stays, and is saved with the codes
      this.render();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (text) this.send("memo", { text });
    }
  }

  render() {
    const focused = this.root.contains(this.focused());
    this.typing = this.memoBox && this.focused() === this.memoBox;
    const statement = this.get("statement");
    const buttons = () => [...this.body.querySelectorAll("button")];
    const at = this.shownOf === statement?.id ? buttons().indexOf(this.pressed) : -1;
    this.shownOf = statement?.id;
    this.pressed = null;
    this.body.replaceChildren(
      this.header(),
      ...(statement
        ? [this.context(statement), this.suggested(), this.stance(), this.themes(), this.definitions(), this.actors(), this.memoBox]
        : [make("p", {}, this.get("progress").total ? this.labels.done : this.get("blind") ? this.labels.none_blind : this.labels.none_left)]
      ).filter(Boolean),
      this.commands(statement),
      ...(this.get("progress").notes ?? []).map((text) => make("p", { class: "aineisto-note" }, text)),
    );
    this.speak(statement);
    this.markDraft();
    this.leaving = null;
    const said = this.get("problem") ? "" : this.get("message"); // of the command before, else
    this.status.textContent = this.waiting ? this.labels.saving : said || this.labels.help;
    this.alert.textContent = this.get("problem");
    // A pressed button was replaced: keep the keys here instead of giving them to the notebook.
    if (focused) (buttons()[at] ?? this.focusAfter()).focus({ preventScroll: true });
  }

  focusAfter() {
    return (this.typing && this.memoBox) || this.actorBox?.firstChild || this.root;
  }

  // The time of the statement; with a recording, a button that plays it from there or stops it.
  playButton(statement) {
    if (!statement.clock) return null;
    if (!statement.plays) return make("span", { class: "aineisto-time" }, `${statement.clock} `);
    const onclick = () => this.play(statement.time);
    const label = `${this.labels.play} (${statement.clock})`;
    return make("button", { class: "aineisto-play", title: label, "aria-label": label, onclick }, `▶ ${statement.clock}`);
  }

  play(time) {
    const name = this.get("media");
    if (this.playerOf !== name) {
      this.player?.pause();
      const sound = this.get("recording");
      this.player = new Audio(sound?.byteLength ? URL.createObjectURL(new Blob([sound])) : name);
      this.playerOf = name;
    }
    if (!this.player.paused) return this.player.pause();
    this.player.currentTime = time;
    this.player.play().catch((error) => (this.alert.textContent = error.message));
  }

  speak(statement) {
    if (this.spokenOf === statement?.id) return;
    this.spokenOf = statement?.id;
    const words = statement?.segments.map((piece) => piece.text).join("");
    const told = statement ? [`${statement.speaker}: `, make("span", { lang: "fi" }, words), ` ${this.suggestedText()}`] : [];
    this.spoken.replaceChildren(...told);
  }

  header() {
    const { done, total, skipped, acceptance } = this.get("progress");
    const parts = [`${done} / ${total} ${this.labels.progress}`];
    if (skipped) parts.push(`${skipped} ${this.labels.skipped.toLowerCase()}`);
    if (acceptance !== null) parts.push(`${this.percent(acceptance)} ${this.labels.acceptance}`);
    parts.push(...(this.get("progress").agreement ?? []), ...(this.get("progress").learnt ?? []));
    const bar = make("progress", { max: total || 1, value: done, "aria-label": this.labels.progress });
    // Whose codes these are: a name that was left from the coder before would take them.
    const whose = make("b", {}, `${this.labels.coder}: ${this.get("coder")}`);
    return make("div", { class: "aineisto-header" }, bar, whose, make("span", {}, parts.join(" · ")));
  }

  percent(share) {
    return new Intl.NumberFormat(this.get("lang"), { style: "percent" }).format(share);
  }

  context(statement) {
    // A speaker is named where the turn begins.
    const named = (entries, last) =>
      entries.map((entry) => {
        const name = entry.speaker === last ? null : make("b", {}, `${entry.speaker} `);
        last = entry.speaker;
        return make("p", { class: `aineisto-neighbour ${entry.role}`, lang: "fi" }, name, entry.text);
      });
    const pieces = statement.segments.map(({ text, marked }) =>
      marked.length ? make("mark", { class: marked.join(" "), title: this.evidenceOf(marked) }, text) : make("span", {}, text),
    );
    return make(
      "section",
      { "aria-label": this.labels.context },
      statement.question
        ? make("p", { class: "aineisto-question" }, `${this.labels.question}: ${statement.question}`)
        : null,
      ...named(statement.before, null),
      make(
        "blockquote",
        {},
        make("b", {}, statement.speaker),
        " ",
        this.playButton(statement),
        make("span", { class: "aineisto-text", lang: "fi" }, ...pieces),
      ),
      this.span ? make("p", { class: "aineisto-note" }, `${this.labels.place}: ${this.labels.quote.replace("{text}", () => this.placed(statement))}`) : null,
      ...named(statement.after, statement.speaker),
    );
  }

  evidenceOf(families) {
    return `${families.map((family) => this.labels[family]).join(", ")}: ${this.labels.evidence}`;
  }

  placed(statement) {
    const letters = [...statement.segments.map((piece) => piece.text).join("")];
    return letters.slice(...this.span).join("");
  }

  suggested() {
    if (this.get("blind")) return make("p", { class: "aineisto-note" }, this.labels.blind);
    return make("p", { class: "aineisto-note" }, make("b", {}, `${this.labels.suggestion}: `), this.suggestedText());
  }

  // What is suggested in each family, how sure it is, and what else the machine cannot rule out.
  suggestedText() {
    if (this.get("blind")) return "";
    const families = ["stance", "theme", "actor"].map((family) => {
      const entries = this.suggestions(family).map(({ label, confidence }) =>
        confidence === null ? label : `${label} (${this.labels.confidence} ${this.percent(confidence)})`,
      );
      const also = this.possible(family).filter((code) => !this.isSuggested(family, code));
      const others = also.map((code) => this.labelOf(family, code)).join(" / ");
      return others ? `${entries.join(", ")} — ${this.labels.candidates} ${others}` : entries.join(", ");
    });
    return families.filter(Boolean).join(" · ") || this.labels.no_suggestion;
  }

  labelOf(family, code) {
    const options = family === "stance" ? this.get("scale") : this.get("themes");
    return options.find((option) => (option.value ?? option.code) === code)?.label ?? code;
  }

  isSuggested(family, code) {
    return this.suggestions(family).some((entry) => (family === "stance" ? entry.value : entry.code) === code);
  }

  possible(family) {
    return this.get("blind") ? [] : (this.get("statement")?.candidates?.[family] ?? []);
  }

  choice(text, key, chosen, suggested, attributes, possible = false) {
    const notes = [suggested && this.labels.suggested, possible && !suggested && this.labels.possible];
    // The name is the button's own text; what the frame shows is said to those who do not see it.
    const unseen = notes.filter(Boolean).map((note) => make("span", { class: "aineisto-spoken" }, `, ${note}`));
    const classes = [chosen && "chosen", suggested && "suggested", possible && "possible"];
    const shortcut = { "⏎": "Enter", ".": "Period" }[key] ?? key;
    const look = { class: classes.filter(Boolean).join(" "), "aria-keyshortcuts": shortcut || null };
    const hint = key ? make("kbd", { "aria-hidden": "true" }, key) : null;
    return make("button", { type: "button", ...look, ...attributes }, hint, text, ...unseen);
  }

  stance() {
    const suggested = this.suggestions("stance").map((entry) => entry.value);
    const buttons = this.get("scale").map(({ value, label, key }) => {
      const chosen = this.value === value;
      const attributes = { role: "radio", "aria-checked": chosen, onclick: () => this.choose(value) };
      const possible = this.possible("stance").includes(value);
      return this.choice(label, key, chosen, suggested.includes(value), attributes, possible);
    });
    return buttons.length && make("div", { class: "aineisto-row", role: "radiogroup", "aria-label": this.labels.stance }, ...buttons);
  }

  themes() {
    const suggested = this.suggestions("theme").map((entry) => entry.code);
    const buttons = this.get("themes").map(({ code, label, definition, key }) => {
      const chosen = this.codes?.has(code) ?? false;
      const attributes = { title: definition || null, "aria-pressed": chosen, onclick: () => this.toggle(code) };
      const possible = this.possible("theme").includes(code);
      return this.choice(label, key, chosen, suggested.includes(code), attributes, possible);
    });
    return buttons.length && make("div", { class: "aineisto-row chips", role: "group", "aria-label": this.labels.theme }, ...buttons);
  }

  // What the themes mean, for those who have no mouse to point with.
  definitions() {
    const defined = this.get("themes").filter((theme) => theme.definition);
    if (!defined.length) return null;
    const list = defined.flatMap(({ label, definition }) => [make("dt", {}, label), make("dd", {}, definition)]);
    const summary = make("summary", {}, this.labels.definitions);
    const box = make("details", { class: "aineisto-note", open: this.defining ? "" : null }, summary, make("dl", {}, ...list));
    box.addEventListener("toggle", () => (this.defining = box.open));
    return box;
  }

  actors() {
    if (!this.get("actors")) return null;
    const suggested = this.actorNames();
    const buttons = [...new Set([...suggested, ...(this.kept ?? [])])].map((name) => {
      const kept = this.kept?.has(name) ?? true;
      const attributes = { "aria-pressed": kept, onclick: () => this.toggleActor(name) };
      return this.choice(name, "", kept, suggested.includes(name), attributes);
    });
    const add = this.actorBox ?? this.choice(this.labels.add_actor, "+", false, false, { onclick: () => this.openActor() });
    const row = { class: "aineisto-row chips", role: "group", "aria-label": this.labels.actor };
    return make("div", row, make("b", {}, this.labels.actor), ...buttons, add);
  }

  // What Enter does, in words: where something is chosen, the other families go as suggested.
  saving(suggested) {
    if (!suggested) return this.labels.save;
    const chosen = { stance: this.value, theme: this.codes, actor: this.kept };
    const left = Object.keys(chosen).filter((family) => chosen[family] === null && this.suggestions(family).length);
    if (Object.values(chosen).every((one) => one === null)) return this.labels.accept;
    return left.length ? this.labels.save_rest : this.labels.save;
  }

  commands(statement) {
    const button = (text, key, onclick) => this.choice(text, key, false, false, { onclick });
    const suggested = !this.get("blind") && statement?.suggestions.length;
    const deciding = [
      button(this.saving(suggested), "⏎", () => this.commit()),
      ...(suggested ? [button(this.labels.reject, "x", () => this.commit(true))] : []),
      button(this.labels.next, "n", () => this.leave("next")),
      button(this.labels.skip, "s", () => this.leave("skip")),
      button(this.labels.memo, "m", () => this.openMemo()),
      button(this.labels.span, ".", () => this.mark()),
    ];
    const undo = button(this.labels.undo, "u", () => this.leave("undo"));
    return make("div", { class: "aineisto-row commands", role: "toolbar", "aria-label": this.labels.commands }, ...(statement ? deciding : []), undo);
  }
}

// The front end of one kind of view, as anywidget asks for it.
function mount(Kind) {
  function render({ model, el }) {
    const root = make("div", {
      class: "aineisto-review",
      role: "region",
      tabindex: "0",
      lang: model.get("lang"),
      "aria-description": model.get("labels").help,
      "aria-label": model.get("labels").title,
      "data-lm-suppress-shortcuts": "true",
    });
    el.append(root);
    const view = new Kind(model, root);
    const listeners = {
      "change:answered": () => view.onAnswer(),
      "change:statement": () => view.render(),
    };
    for (const [event, call] of Object.entries(listeners)) model.on(event, call);
    view.render();
    return () => Object.entries(listeners).forEach(([event, call]) => model.off(event, call));
  }
  return { render };
}

export default mount(Review);
