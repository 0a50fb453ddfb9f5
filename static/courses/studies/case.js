// A case beside its images: the answer opens on the view that was looked at, and a text links to what is on the screen.
const word = (name) => document.querySelector("[data-case-words]")?.content.querySelector(`[data-word="${name}"]`)?.textContent ?? "";

const question = document.querySelector("form[data-case-answer]");
question?.addEventListener("submit", () => { question.action += location.hash; });

const form = document.querySelector("form[data-case-form]");
if (form) {
    const text = form.querySelector("[data-case-text]");
    let changed = false;
    button("[data-case-link]", () => {
        const begun = text.selectionStart;
        const said = text.value.slice(begun, text.selectionEnd) || word("view");
        text.setRangeText(`[${said}](${location.hash || "#s=1&i=1"})`, begun, text.selectionEnd, "end");
        text.focus();
        text.setSelectionRange(begun + 1, begun + 1 + said.length);
        say("linked");
        changed = true;
    });
    button("[data-case-open]", () => {
        form.querySelector("[data-case-opening]").value = location.hash.slice(1);
        say("opens");
        changed = true;
    });
    // The viewer keeps the findings by itself; the words are kept by a button only.
    form.addEventListener("input", ({ target }) => { if (target.name) changed = true; });
    form.addEventListener("submit", () => { changed = false; });
    addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

function button(selector, press) {
    const found = form.querySelector(selector);
    found.hidden = false;
    found.addEventListener("click", press);
}

function say(name) {
    form.querySelector("[data-viewer-status]").textContent = word(name);
}
