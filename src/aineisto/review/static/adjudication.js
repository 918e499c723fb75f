// Adjudication: the review's view with each coder's own code beside the statement, and a reason.

class Adjudication extends Review {
  forget() {
    super.forget();
    if (this.get("actors")) this.kept = new Set(); // none is mentioned until one is chosen
    this.reason = "";
    this.reasonBox = null;
  }

  onAnswer() {
    const statement = this.get("statement")?.id;
    super.onAnswer();
    if (statement && !this.get("problem")) this.render(); // the family may be another now
  }

  of() {
    const id = super.of();
    return id && `${id} ${this.get("dispute").family}`;
  }

  hasChosen() {
    const chosen = this.value !== null || this.codes !== null || Boolean(this.kept?.size);
    return chosen || Boolean(this.reasonBox?.value.trim());
  }

  actorNames() {
    return [...new Set((this.get("dispute")?.codes ?? []).flatMap((own) => own.codes))];
  }

  keys() {
    const { Enter, n, u, ArrowLeft, ArrowRight, Escape, "+": plus } = super.keys();
    return { Enter, n, u, ArrowLeft, ArrowRight, Escape, "+": plus, m: () => this.reasonBox?.focus() };
  }

  step(by) {
    if (this.waiting) return;
    this.value ??= this.get("dispute")?.codes[0]?.value ?? 0;
    super.step(by);
  }

  onMemoKey(event) {
    if (event.key === "Escape") this.root.focus();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.commit();
    }
  }

  commit() {
    if (!this.get("statement")) return;
    const chosen = this.value !== null || this.codes !== null || this.kept !== null;
    const reason = this.reasonBox.value.trim();
    this.alert.textContent = chosen ? (reason ? "" : this.labels.need_reason) : this.labels.need_code;
    if (chosen && !reason) this.reasonBox.focus();
    if (!chosen || !reason) return;
    const codes = this.kept ? [...this.kept] : this.codes && [...this.codes];
    this.send("settle", { value: this.value, codes, reason });
  }

  // Take what one coder gave; the reason is still to be written.
  take(own) {
    if (this.waiting) return;
    const none = this.get("themes").at(-1)?.code;
    if (this.get("actors")) this.kept = new Set(own.codes);
    else if (this.get("scale").length) this.value = own.value;
    else this.codes = new Set(own.codes.length ? own.codes : [none]);
    this.render();
    this.reasonBox.focus();
  }

  focusAfter() {
    return this.actorBox?.firstChild ?? this.root;
  }

  render() {
    const typing = this.reasonBox && this.focused() === this.reasonBox;
    const label = this.labels.reason;
    this.reasonBox ??= make("textarea", { rows: 2, "aria-label": label, placeholder: label });
    this.memoBox = make("div", {}, this.reasonBox);
    super.render();
    if (typing) this.reasonBox.focus({ preventScroll: true });
  }

  header() {
    const { done, total } = this.get("progress");
    const dispute = this.get("dispute");
    const people = dispute ? ` · ${this.labels.sit}: ${dispute.people.join(", ")}` : "";
    const bar = make("progress", { max: total || 1, value: done, "aria-label": this.labels.progress });
    return make("div", { class: "aineisto-header" }, bar, make("span", {}, `${done} / ${total} ${this.labels.progress}${people}`));
  }

  // Each coder's code with the memos, side by side.
  suggested() {
    const dispute = this.get("dispute");
    const rows = dispute.codes.map((own) =>
      make(
        "tr",
        {},
        make("th", { scope: "row" }, own.coder),
        make("td", {}, own.label),
        make("td", {}, ...own.memos.map((memo) => make("p", {}, memo))),
        make("td", {}, make("button", { type: "button", "aria-label": `${this.labels.take}: ${own.coder}, ${own.label}`, onclick: () => this.take(own) }, this.labels.take)),
      ),
    );
    const heads = [this.labels.coder, this.labels.code, this.labels.memos, ""];
    const head = make("tr", {}, ...heads.map((name) => (name ? make("th", { scope: "col" }, name) : make("td"))));
    return make(
      "section",
      { "aria-label": this.labels.disputed },
      make("p", {}, make("b", {}, `${this.labels.disputed}: ${this.labels[dispute.family].toLowerCase()}`)),
      make("table", { class: "aineisto-codes" }, make("thead", {}, head), make("tbody", {}, ...rows)),
      make("p", {}, make("b", {}, this.labels.choose)),
    );
  }

  suggestedText() {
    return (this.get("dispute")?.codes ?? []).map((own) => `${own.coder}: ${own.label}`).join(" · ");
  }

  commands(statement) {
    const button = (text, key, onclick) => this.choice(text, key, false, false, { onclick });
    const deciding = [button(this.labels.settle, "⏎", () => this.commit()), button(this.labels.next, "n", () => this.leave("next"))];
    const undo = button(this.labels.undo, "u", () => this.leave("undo"));
    return make("div", { class: "aineisto-row commands", role: "toolbar", "aria-label": this.labels.commands }, ...(statement ? deciding : []), undo);
  }
}

export default mount(Adjudication);
