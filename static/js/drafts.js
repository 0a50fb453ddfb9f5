// `<form data-draft="reply-4182">`: what is typed and chosen stays on this device, for this reader, until the form has been taken.
// Who is asked to sign in first finds it again afterwards; a refused form keeps it too.
const PREFIX = `rr-draft:${document.body.dataset.reader ?? ""}:`;
const SENT = "rr-sent";
const KEPT = "textarea, select, input:not([type=hidden], [type=file], [type=password], [type=submit])";
const WRONG = ".rr-field-wrong, [data-form-errors]";
const name = (form) => PREFIX + form.dataset.draft;
const isChoice = (one) => one.type === "radio" || one.type === "checkbox";

function read(key) {
    try { return JSON.parse(localStorage.getItem(key)) ?? {}; } catch { return {}; }
}

function keep(form) {
    const said = [...form.querySelectorAll(KEPT)].filter((one) => one.name && (isChoice(one) ? one.checked : one.value));
    const kept = Object.fromEntries(said.map((one) => [one.name, one.value]));
    try { localStorage.setItem(name(form), JSON.stringify(kept)); } catch { /* A full or forbidden store keeps nothing. */ }
}

// A page that the server filled in says more than the draft: only what is empty there is filled.
function restore(form) {
    const kept = read(name(form));
    for (const one of form.querySelectorAll(KEPT)) {
        if (!(one.name in kept)) continue;
        if (!isChoice(one)) one.value ||= kept[one.name];
        else if (one.value === kept[one.name]) one.checked = true;
    }
}

// Sent: it is forgotten when the page that follows is one of the reader's own that finds no fault with it.
const sent = sessionStorage.getItem(SENT);
if (sent) {
    const draft = document.querySelector(`form[data-draft="${CSS.escape(sent.split(":").at(-1))}"]`);
    const isTaken = sent.startsWith(PREFIX) && "reader" in document.body.dataset;
    if (isTaken && !draft?.querySelector(WRONG) && !document.querySelector("[data-error-page]")) localStorage.removeItem(sent);
    const stays = document.querySelector("[data-draft-stays]");
    if (stays && localStorage.getItem(sent)) stays.hidden = false;
    sessionStorage.removeItem(SENT);
}

document.querySelectorAll("form[data-draft]").forEach((form) => {
    if (!form.querySelector(WRONG)) restore(form);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("submit", () => {
        keep(form);
        sessionStorage.setItem(SENT, name(form));
    });
});
