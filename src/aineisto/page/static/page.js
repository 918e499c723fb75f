// Carries a widget's state between its front end and the server; the front end itself is the
// notebook's, for coding and for settling. Of the other pages the upload of a sheet alone needs a script.

class Model {
  constructor(address, state) {
    this.address = address;
    this.asked = location.search; // opens the session again, where the server was started anew
    this.state = state;
    this.listeners = {};
  }

  get(name) {
    return this.state[name];
  }

  set(name, value) {
    this.state[name] = value;
  }

  on(event, call) {
    (this.listeners[event] ??= []).push(call);
  }

  off(event, call) {
    this.listeners[event] = (this.listeners[event] ?? []).filter((other) => other !== call);
  }

  // Take over what is new, and tell of it: "answered" last, as a notebook's kernel does.
  async take(state) {
    const changed = Object.keys(state).filter((name) => JSON.stringify(state[name]) !== JSON.stringify(this.state[name]));
    const media = changed.includes("media") || !("recording" in this.state);
    Object.assign(this.state, state);
    if (media) this.state.recording = this.state.media ? await this.sound() : new ArrayBuffer(0);
    changed.sort((a, b) => (a === "answered") - (b === "answered"));
    for (const name of changed) for (const call of this.listeners[`change:${name}`] ?? []) call();
  }

  async sound() {
    const answer = await fetch(`${this.address}/recording${this.asked}`);
    return answer.ok ? answer.arrayBuffer() : new ArrayBuffer(0);
  }

  async save_changes() {
    const { command } = this.state;
    try {
      const answer = await fetch(`${this.address}${this.asked}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(command),
      });
      // What the server will not have, it says itself; what was chosen stays on the page.
      if (!answer.ok) return await this.take({ problem: await answer.text(), answered: command.number });
      await this.take(await answer.json());
    } catch {
      // The server is gone: said, and what was chosen stays on the page.
      await this.take({ problem: document.body.dataset.unsaved, answered: command.number });
    }
  }
}

async function review(place) {
  const { render } = (await import(place.dataset.frontEnd)).default;
  const model = new Model(place.dataset.review, {});
  const answer = await fetch(`${model.address}${model.asked}`);
  if (!answer.ok) return (place.textContent = await answer.text());
  await model.take(await answer.json());
  render({ model, el: place });
  place.firstElementChild.focus();
}

for (const place of document.querySelectorAll("[data-review]")) review(place);

// Whoever leaves with something chosen or written that is not saved is asked first.
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("[data-draft]")) event.preventDefault();
});

// A double click on a form's button is one.
document.addEventListener("click", (event) => {
  if (event.detail > 1 && event.target.closest("form button")) event.preventDefault();
});

// What is on its way is not sent again: a theme that was split once would be refused the second time.
for (const form of document.querySelectorAll("form[method=post]:not([data-stays], [data-upload])")) {
  form.addEventListener("submit", (event) => {
    if (form.ariaBusy) event.preventDefault();
    form.ariaBusy = "true";
  });
  window.addEventListener("pageshow", () => (form.ariaBusy = null)); // came back to
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [file] = form.querySelector("input[type=file]").files;
    const told = form.querySelector("[role=status]");
    if (!file || form.ariaBusy) return;
    form.ariaBusy = "true";
    try {
      const answer = await fetch(`${form.action}?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file });
      told.textContent = await answer.text();
      told.className = answer.ok ? "good" : "bad";
    } catch {
      told.textContent = document.body.dataset.unsaved;
      told.className = "bad";
    }
    form.ariaBusy = null;
  });
}
